import { argument, knownItems } from '../python/arguments.ts'
import { isKind, isUnknown, Opaque, type Given, type Value } from '../python/values.ts'
import { quoteIdentifier } from './names.ts'
import { quoteLiteral, type NamedType, type SqlType } from './sql.ts'

const optional = (value: Value | undefined): string | undefined => (typeof value === 'string' ? value : undefined)

/** Labels as they are said, or the names of an enumeration's members. */
const labelsIn = (given: Given): readonly string[] =>
  given.args.flatMap(each => {
    if (isKind(each, 'class')) return fromEnumeration(each, argument(given, 'values_callable'))
    if (isKind(each, 'list')) return each.items.map(label)
    if (isKind(each, 'reference')) throw new Opaque(`takes its labels from ${each.path}`)
    return [label(each)]
  })

const label = (value: Value): string => {
  if (typeof value === 'string') return value
  if (isKind(value, 'instance')) return label(value.fields.get('value') ?? null)
  throw new Opaque(isUnknown(value) ? value.reason : 'has labels that are not followed')
}

const fromEnumeration = (of: Extract<Value, { kind: 'class' }>, values: Value | undefined): readonly string[] =>
  knownItems(of).map(member =>
    label((isKind(member, 'instance') ? member.fields.get(values === undefined ? 'name' : 'value') : null) ?? null),
  )

/** SQLAlchemy calls an enumeration's type by the name of its class. */
const nameOf = (given: Given): string | undefined => {
  const [first] = given.args
  return optional(argument(given, 'name')) ?? (isKind(first, 'class') ? first.name.toLowerCase() : undefined)
}

/** `sa.Enum(…)`: an enum of the database, or a text of its longest label. */
export const enumType =
  (isNative: boolean) =>
  (given: Given): SqlType => {
    const labels = labelsIn(given)
    const name = nameOf(given)
    if (argument(given, 'native_enum') === false || !isNative) return textual(given, labels, name)
    if (name === undefined) throw new Opaque('has an enum without a name')
    const schema = optional(argument(given, 'schema')) ?? optional(argument(given, 'inherit_schema'))
    const named: NamedType = {
      name,
      ...(schema === undefined ? {} : { schema }),
      ...(labels.length === 0 ? {} : { definition: `ENUM (${labels.map(quoteLiteral).join(', ')})` }),
      isDomain: false,
      createType: argument(given, 'create_type') !== false,
    }
    return { sql: qualified(named), named }
  }

const textual = (given: Given, labels: readonly string[], name: string | undefined): SqlType => {
  const length = argument(given, 'length')
  const longest = Math.max(0, ...labels.map(each => [...each].length))
  const type = { sql: `VARCHAR(${typeof length === 'number' ? length : longest})` }
  if (argument(given, 'create_constraint') !== true) return type
  const all = labels.map(quoteLiteral).join(', ')
  return { ...type, check: { ...(name === undefined ? {} : { name }), condition: column => `${column} IN (${all})` } }
}

export const qualified = ({ name, schema }: Pick<NamedType, 'name' | 'schema'>): string =>
  (schema === undefined ? '' : `${quoteIdentifier(schema)}.`) + quoteIdentifier(name)
