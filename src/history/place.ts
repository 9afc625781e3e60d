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

/** Offsets in UTF-8 bytes (Prism, libpg_query) as offsets in UTF-16 units. */
export const unitsOf = (text: string): ((byte: number) => number) => {
  // Plain ASCII, as most files are, needs no table.
  if (!/[^\0-\x7f]/.test(text)) return byte => byte
  const units: number[] = []
  let unit = 0
  for (const letter of text) {
    const code = letter.codePointAt(0)!
    const bytes = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
    for (let n = 0; n < bytes; n += 1) units.push(unit)
    unit += letter.length
  }
  units.push(unit)
  return byte => units[Math.min(byte, units.length - 1)]!
}
