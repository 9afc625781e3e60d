import type { PlaceOf } from '../../../history/recorder.ts'
import type { Parsed } from './python/parse.ts'
import type { Expression, ExpressionOf, Node } from './python/tree.ts'

/** Where the text of a statement stands, if a call has it as one literal without escapes: then places in it are exact. */
export const literalPlaces = (parsed: Parsed, at: Node, text: string): PlaceOf | undefined => {
  const literal = literalIn(at)
  if (literal === undefined || literal.value !== text) return undefined
  const { start, end } = parsed.rangeOf(literal)
  const source = parsed.file.text.slice(start, end)
  const mark = /^[a-zA-Z]*("""|'''|"|')/.exec(source)
  if (mark === null || source.slice(mark[0].length, -mark[1]!.length) !== text) return undefined
  const from = start + mark[0].length
  return (first, last) => parsed.placeOf(from + first, from + last)
}

/** The literal that is the first argument, through `text()`. */
const literalIn = (at: Node): ExpressionOf<'Constant'> | undefined => {
  const [first] = at.nodeType === 'Call' ? (at as ExpressionOf<'Call'>).args : ([] as Expression[])
  if (first?.nodeType === 'Constant') return first
  return first?.nodeType === 'Call' ? literalIn(first) : undefined
}
