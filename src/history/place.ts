import type { Span } from '../model/diagnostic.ts'
import type { SourceFile } from './migration.ts'
import type { PlaceOf } from './recorder.ts'

/** Places in a file by offsets in UTF-16 units. */
export const placesIn = ({ path, text }: SourceFile): PlaceOf => {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  const point = (offset: number) => {
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (starts[middle]! <= offset) low = middle
      else high = middle - 1
    }
    return { line: low + 1, column: offset - starts[low]! + 1 }
  }
  return (start, end): Span => {
    const to = point(end)
    return { file: path, ...point(start), endLine: to.line, endColumn: to.column }
  }
}
