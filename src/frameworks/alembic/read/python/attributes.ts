import { methodOf } from './methods.ts'
import type { Node } from './tree.ts'
import type { Interpreter } from './world.ts'
import { isKind, isUnknown, isWhole, unknown, type Class, type Value } from './values.ts'

/** `of.name`. */
export const attributeWith = (interpreter: Interpreter, of: Value, name: string, at: Node): Value => {
  if (isUnknown(of)) return of
  if (isKind(of, 'reference')) {
    const path = `${of.path}.${name}`
    return interpreter.world.resolve(path) ?? { kind: 'reference', path }
  }
  if (isKind(of, 'thing')) return of.get?.(name, at) ?? unknown(`asks a ${of.type} for ${name}`, false)
  if (isKind(of, 'instance')) return memberOf(of, name)
  if (isKind(of, 'class')) return classMember(of, name, interpreter)
  const method = methodOf(of, name, interpreter)
  if (method !== undefined) return method
  if (isWhole(of) || typeof of === 'string') return unknown(`asks a plain value for ${name}`)
  return unknown(`asks for ${name}`, false)
}

const memberOf = (of: Extract<Value, { kind: 'instance' }>, name: string): Value => {
  const own = of.fields.get(name)
  if (own !== undefined) return own
  const found = inClass(of.class, name)
  if (isKind(found, 'written')) return { kind: 'bound', self: of, method: found }
  return found ?? unknown(`asks a ${of.class.name} for ${name}`, false)
}

const classMember = (of: Class, name: string, interpreter: Interpreter): Value => {
  const found = inClass(of, name)
  if (found !== undefined) return found
  if (name === '__name__') return of.name
  if (name === '__members__')
    return { kind: 'dict', entries: new Map([...of.members].map(([key, value]) => [`s${key}`, [key, value] as const])) }
  // `User.__table__`, which the mapping of a class makes.
  const table = name === '__table__' ? of.members.get('__tablename__') : undefined
  if (typeof table === 'string') {
    const make = interpreter.world.resolve('sqlalchemy.table')
    if (make !== undefined) return interpreter.call(make, { args: [table], named: new Map() }, of.statement)
  }
  return unknown(`asks the class ${of.name} for ${name}`, false)
}

const inClass = (of: Class, name: string): Value | undefined => {
  const own = of.members.get(name)
  if (own !== undefined) return own
  for (const base of of.bases) {
    const found = isKind(base, 'class') ? inClass(base, name) : undefined
    if (found !== undefined) return found
  }
  return undefined
}

/** `Kind(2)` of an enumeration, an instance of a plain class, or nothing that is followed. */
export const instantiate = (
  interpreter: Interpreter,
  of: Class,
  given: { readonly args: readonly Value[]; readonly named: ReadonlyMap<string, Value> },
  at: Node,
): Value => {
  const members = [...of.members.values()].filter(member => isKind(member, 'instance') && member.class === of)
  if (members.length > 0) {
    const found = members.find(member => isKind(member, 'instance') && member.fields.get('value') === given.args[0])
    return found ?? unknown(`makes a ${of.name}`)
  }
  const foreign = of.bases.find(base => !isKind(base, 'class') && !(isKind(base, 'native') && base.name === 'object'))
  // A base class that was not read may do anything when it is made.
  if (foreign !== undefined) return interpreter.world.instance(of, given, at) ?? unknown(`makes a ${of.name}`, false)
  const instance: Value = { kind: 'instance', class: of, fields: new Map() }
  const init = inClass(of, '__init__')
  if (isKind(init, 'written')) interpreter.callWritten(init, { args: [instance, ...given.args], named: given.named })
  return instance
}
