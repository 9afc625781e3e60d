import { itemsOf } from './arguments.ts'
import type { Expression } from './tree.ts'
import type { Interpreter } from './world.ts'
import { isKind, isUnknown, keyFor, list, Opaque, type Scope, type Value } from './values.ts'

/** Gives a name, or what else can stand left of `=`, a value. */
export const assign = (target: Expression, value: Value, scope: Scope, interpreter: Interpreter): void => {
  switch (target.nodeType) {
    case 'Name':
      return setName(target.id, value, scope)
    case 'Tuple':
    case 'List':
      return unpack(target.elts, value, scope, interpreter)
    case 'Starred':
      return assign(target.value, value, scope, interpreter)
    case 'Attribute': {
      const of = interpreter.evaluate(target.value, scope)
      if (isKind(of, 'instance')) of.fields.set(target.attr, value)
      else if (isKind(of, 'class')) of.members.set(target.attr, value)
      else if (!isUnknown(of) || !of.isData) throw new Opaque('changes an object of the application')
      return
    }
    case 'Subscript': {
      const of = interpreter.evaluate(target.value, scope)
      const key = interpreter.evaluate(target.slice, scope)
      if (isKind(of, 'dict')) of.entries.set(keyFor(key), [key, value])
      else if (isKind(of, 'list') && typeof key === 'number') of.items[key < 0 ? of.items.length + key : key] = value
      else if (!isUnknown(of) || !of.isData) throw new Opaque('changes what is not followed')
      return
    }
    default:
      throw new Opaque(`assigns to what is not followed (${target.nodeType})`)
  }
}

export const setName = (name: string, value: Value, scope: Scope): void => {
  if (scope.globals.has(name)) scope.module.names.set(name, value)
  else scope.names.set(name, value)
}

const unpack = (targets: readonly Expression[], value: Value, scope: Scope, interpreter: Interpreter): void => {
  const items = itemsOf(value)
  if (items === undefined) {
    if (!isUnknown(value)) throw new Opaque('unpacks what is not followed')
    for (const target of targets) assign(target, value, scope, interpreter)
    return
  }
  const star = targets.findIndex(({ nodeType }) => nodeType === 'Starred')
  const after = star < 0 ? 0 : targets.length - star - 1
  if (star < 0 ? items.length !== targets.length : items.length < targets.length - 1) throw new Opaque('unpacks another number of values')
  targets.forEach((target, n) => {
    const item =
      star < 0 || n < star
        ? items[n]!
        : n === star
          ? list(items.slice(star, items.length - after))
          : items[items.length - (targets.length - n)]!
    assign(target, item, scope, interpreter)
  })
}

/** Names that a statement gives a value, wherever in it: what is not known after it stays as it is. */
export const namesAssigned = (target: Expression): readonly string[] => {
  switch (target.nodeType) {
    case 'Name':
      return [target.id]
    case 'Tuple':
    case 'List':
      return target.elts.flatMap(namesAssigned)
    case 'Starred':
      return namesAssigned(target.value)
    default:
      return []
  }
}
