import { InterpolatedStringNode, StringNode, XStringNode, type Location, type Node } from '@ruby/prism/src/nodes.js'
import { placesIn } from '../../../history/place.ts'
import { unitsOf } from '../../../model/utf8-offsets.ts'
import type { SourceFile } from '../../../history/migration.ts'
import type { Span } from '../../../model/diagnostic.ts'

/** A Ruby file with its places: the parser counts in bytes, everybody else in UTF-16 units. */
export interface RubySource {
  readonly path: string
  readonly text: string
  readonly unit: (byte: number) => number
  readonly place: (start: number, end: number) => Span
  readonly at: (node: Node) => Span
  /** From the first to the last of them, with the here-documents they open. */
  readonly stretch: (first: Node, last: Node) => { readonly text: string; readonly at: Span }
}

export const rubySource = (file: SourceFile): RubySource => {
  const { path, text } = file
  const unit = unitsOf(text)
  const place = placesIn(file)
  return {
    path,
    text,
    unit,
    place,
    at: ({ location }) => place(unit(location.startOffset), unit(endOf(location))),
    stretch: (first, last) => {
      const [start, end] = [unit(first.location.startOffset), unit(Math.max(lastByte(first), lastByte(last)))]
      const lineStart = text.lastIndexOf('\n', start - 1) + 1
      const indent = text.slice(lineStart, start)
      const whole = text.slice(start, end).trimEnd()
      return { text: /^\s+$/.test(indent) ? whole.replaceAll(`\n${indent}`, '\n') : whole, at: place(start, end) }
    },
  }
}

const endOf = ({ startOffset, length }: Location): number => startOffset + length

/** The text of a here-document lies after the statement that opens it. */
const lastByte = (node: Node): number => {
  let last = endOf(node.location)
  const open: Node[] = [node]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next instanceof StringNode || next instanceof InterpolatedStringNode || next instanceof XStringNode) {
      if (next.closingLoc !== null) last = Math.max(last, endOf(next.closingLoc))
    }
    open.push(...next.compactChildNodes())
  }
  return last
}
