import { Opaque, unknown, type Frame, PhpArray, type Value } from './frame.ts'
import type { Entry, Expression, ListPattern } from './nodes.ts'
import { isObject, keyFor } from './value.ts'

const keyIn = (offset: Expression, frame: Frame): string | number =>
  offset.kind === 'identifier' ? offset.name : keyFor(frame.run.evaluate(offset, frame))

/** The value that is there, or undefined: what `isset` and `??` ask. */
export const lookUp = (node: Expression, frame: Frame): Value | undefined => {
  const { evaluate } = frame.run
  switch (node.kind) {
    case 'variable': {
      if (typeof node.name !== 'string') throw new Opaque('names a variable by a variable')
      const value = frame.variables.get(node.name)
      if (value === unknown) throw new Opaque(`depends on $${node.name}, which is known only when it runs`)
      return value
    }
    case 'offsetlookup': {
      const array = lookUp(node.what, frame)
      if (array === undefined || array === null || node.offset === false) return undefined
      if (array instanceof PhpArray) return array.get(keyIn(node.offset, frame))
      if (typeof array === 'string') return array.at(Number(keyIn(node.offset, frame)))
      if (isObject(array)) return array.get?.(String(keyIn(node.offset, frame)))
      return undefined
    }
    case 'propertylookup':
    case 'nullsafepropertylookup': {
      const object = lookUp(node.what, frame)
      if (object === undefined || object === null) return undefined
      const name = node.offset.kind === 'identifier' ? node.offset.name : String(evaluate(node.offset, frame))
      if (isObject(object)) return object.get?.(name)
      throw new Opaque(`reads ->${name} of what is no object`)
    }
    default:
      return evaluate(node, frame)
  }
}

/** Gives a variable, an entry or a property a value; takes an array apart. */
export const assign = (target: Expression, value: Value, frame: Frame): void => {
  switch (target.kind) {
    case 'variable':
      if (typeof target.name !== 'string') throw new Opaque('names a variable by a variable')
      frame.variables.set(target.name, value)
      return
    case 'list':
    case 'array':
      takeApart(target.items, value, frame)
      return
    case 'offsetlookup': {
      const array = lookUp(target.what, frame) ?? new PhpArray()
      if (isObject(array) && array.set !== undefined && target.offset !== false) {
        array.set(String(keyIn(target.offset, frame)), value)
        return
      }
      if (!(array instanceof PhpArray)) throw new Opaque('writes into what is no array')
      if (target.offset === false) array.push(value)
      else array.set(keyIn(target.offset, frame), value)
      if (target.what.kind !== 'variable' || frame.variables.get(String(target.what.name)) !== array) assign(target.what, array, frame)
      return
    }
    case 'propertylookup': {
      const object = frame.run.evaluate(target.what, frame)
      if (!isObject(object) || object.set === undefined || target.offset.kind !== 'identifier')
        throw new Opaque('sets a property of an object')
      object.set(target.offset.name, value)
      return
    }
    default:
      throw new Opaque(`assigns to ${target.kind}`)
  }
}

const takeApart = (items: ListPattern['items'], value: Value, frame: Frame): void => {
  if (!(value instanceof PhpArray)) throw new Opaque('takes apart what is no array')
  items.forEach((item, n) => {
    if (item === null || item.kind !== 'entry') return
    const { key, value: target } = item as Entry
    assign(target, value.get(key === null ? n : keyFor(frame.run.evaluate(key, frame))) ?? null, frame)
  })
}
