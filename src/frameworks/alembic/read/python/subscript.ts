import { isAbsent, type ExpressionOf } from './tree.ts'
import type { Interpreter } from './world.ts'
import { isKind, isUnknown, keyFor, list, Opaque, tuple, unknown, type Scope, type Value } from './values.ts'

/** `of[key]`, `of[from:to]`. */
export const subscript = (node: ExpressionOf<'Subscript'>, scope: Scope, interpreter: Interpreter): Value => {
  const of = interpreter.evaluate(node.value, scope)
  if (node.slice.nodeType === 'Slice') {
    const [from, to, step] = [node.slice.lower, node.slice.upper, node.slice.step].map(part =>
      isAbsent(part) ? null : interpreter.evaluate(part, scope),
    ) as [Value, Value, Value]
    return sliced(of, from, to, step)
  }
  return itemOf(of, interpreter.evaluate(node.slice, scope))
}

const itemOf = (of: Value, key: Value): Value => {
  if (isUnknown(of)) return of.isData ? of : unknown(of.reason)
  if (isUnknown(key)) return unknown(key.reason)
  if (isKind(of, 'dict')) return found(of, key)
  if (isKind(of, 'list') && typeof key === 'number') return of.items.at(key) ?? missing()
  if (typeof of === 'string' && typeof key === 'number') return of.at(key) ?? missing()
  if (isKind(of, 'thing') && of.item !== undefined) return of.item(key)
  // `Kind['member']` of an enumeration; `list[str]` in an annotation.
  if (isKind(of, 'class') && typeof key === 'string') return of.members.get(key) ?? missing()
  return unknown('looks into what is not followed')
}

const found = (of: Extract<Value, { kind: 'dict' }>, key: Value): Value => {
  const entry = of.entries.get(keyFor(key))
  if (entry !== undefined) return entry[1]
  if (of.missing === undefined) return missing()
  const value = of.missing()
  of.entries.set(keyFor(key), [key, value])
  return value
}

const missing = (): never => {
  throw new Opaque('looks up what is not there')
}

const sliced = (of: Value, from: Value, to: Value, step: Value): Value => {
  const isPlain = [from, to, step].every(part => part === null || typeof part === 'number')
  if (!isPlain || step === 0) return unknown('takes a part of what is not followed')
  const [start, end, by] = [from ?? undefined, to ?? undefined, step ?? 1] as [number | undefined, number | undefined, number]
  const cut = <T>(items: readonly T[]): readonly T[] => {
    if (by > 0) return items.slice(start, end).filter((_, n) => n % by === 0)
    return start === undefined && end === undefined ? items.toReversed().filter((_, n) => n % -by === 0) : []
  }
  if (typeof of === 'string') return cut([...of]).join('')
  if (isKind(of, 'list')) return (of.type === 'list' ? list : tuple)(cut(of.items))
  return unknown('takes a part of what is not followed')
}
