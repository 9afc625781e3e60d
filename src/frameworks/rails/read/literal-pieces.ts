import { InterpolatedStringNode, StringNode, type Node } from '@ruby/prism/src/nodes.js'
import type { PlaceOf } from '../../../history/recorder.ts'
import type { Run } from './run.ts'
import { textOf } from './value.ts'

/** A literal text as an argument, with the way from its offsets to those of the file. */
interface LiteralPiece {
  /** Offset in the text that Ruby makes of it. */
  readonly from: number
  readonly length: number
  /** Offset in the file, where both read the same. */
  readonly unit: number
  readonly isVerbatim: boolean
}

/** The pieces of a string, so that a place in its text can be shown in the file; nothing where it is computed. */
const piecesOf = (node: Node | undefined, run: Run): readonly LiteralPiece[] => {
  if (node instanceof StringNode) return [pieceOf(node, 0, run)]
  if (!(node instanceof InterpolatedStringNode)) return []
  let from = 0
  return node.parts.map(part => {
    const piece = part instanceof StringNode ? pieceOf(part, from, run) : computed(part, from, run)
    from += piece.length
    return piece
  })
}

/** Of an indented here-document each line is a piece, without the indentation that all of them share. */
const pieceOf = ({ unescaped, contentLoc }: StringNode, from: number, run: Run): LiteralPiece => {
  const raw = run.textAt(contentLoc)
  const { value } = unescaped
  const isVerbatim = raw.endsWith(value) && raw.slice(0, raw.length - value.length).trim() === ''
  return { from, length: value.length, unit: run.source.unit(contentLoc.startOffset) + raw.length - value.length, isVerbatim }
}

const computed = (part: Node, from: number, run: Run): LiteralPiece => ({
  from,
  length: textOf(run.value(part)).length,
  unit: 0,
  isVerbatim: false,
})

/** Where stretches of a literal text lie in the file; nothing where it is computed, or not one to one. */
export const placesOf = (node: Node | undefined, run: Run): PlaceOf | undefined => {
  const pieces = piecesOf(node, run)
  if (pieces.length === 0 || node === undefined) return undefined
  const whole = run.source.at(node)
  const unitAt = (offset: number): number | undefined => {
    const piece = pieces.findLast(({ from }) => from <= offset)
    return piece?.isVerbatim === true ? piece.unit + offset - piece.from : undefined
  }
  return (start, end) => {
    // The end lies after the last letter, which may be the last of a piece.
    const [first, last] = [unitAt(start), unitAt(Math.max(start, end - 1))]
    return first === undefined || last === undefined ? whole : run.source.place(first, last + 1)
  }
}
