import { isKind, isThing, native, Opaque, type Class, type Given, type Thing, type Value, type Written } from '../python/values.ts'
import { textOf } from '../python/text.ts'
import type { SqlType } from './sql.ts'
import { typeFrom, typeThing } from './types.ts'

const inClass = (of: Class, name: string): Value | undefined =>
  of.members.get(name) ?? of.bases.map(base => (isKind(base, 'class') ? inClass(base, name) : undefined)).find(found => found !== undefined)

const bases = (of: Class): readonly Value[] => of.bases.flatMap(base => (isKind(base, 'class') ? [base, ...bases(base)] : [base]))

const isNamed = (value: Value, pattern: RegExp): boolean => isKind(value, 'reference') && pattern.test(value.path)

/** Is this a type that the application makes of one of SQLAlchemy's? */
export const isTypeClass = (of: Class): boolean =>
  bases(of).some(base => isThing(base, 'type-maker') || isNamed(base, /\b(?:TypeDecorator|UserDefinedType)$/))

/**
 * What such a type is on PostgreSQL.
 *
 * @param call runs a method of it
 */
export const ownType = (of: Class, given: Given, call: (method: Written, args: readonly Value[]) => Value): SqlType => {
  const all = bases(of)
  if (all.some(base => isNamed(base, /\bSchemaType$/))) throw new Opaque(`has the type ${of.name}, which makes constraints of its own`)
  const spelling = inClass(of, 'get_col_spec')
  const instance: Value = { kind: 'instance', class: of, fields: new Map() }
  if (isKind(spelling, 'written')) return { sql: textOf(call(spelling, [instance])) }
  const implementation = inClass(of, 'impl') ?? all.find(base => isThing(base, 'type-maker'))
  if (implementation === undefined) throw new Opaque(`has the type ${of.name}, whose implementation is not said`)
  if (isKind(inClass(of, '__init__'), 'written')) throw new Opaque(`has the type ${of.name}, which is made in a way of its own`)
  const made = isThing(implementation, 'type-maker')
    ? (implementation.call!(given, of.statement) as Thing)
    : typeThing(typeFrom(implementation))
  const chosen = inClass(of, 'load_dialect_impl')
  if (!isKind(chosen, 'written')) return typeFrom(made)
  instance.fields.set('impl', made)
  return typeFrom(call(chosen, [instance, dialect]))
}

const dialect: Thing = {
  kind: 'thing',
  type: 'dialect',
  get: name => (name === 'name' ? 'postgresql' : name === 'type_descriptor' ? native(name, ({ args }) => args[0] ?? null) : undefined),
}
