/** The places of a text, by line and column. */
export interface Lines {
  readonly starts: readonly number[]
  /** @param column in bytes of UTF-8, as CPython's */
  readonly offset: (line: number, column: number) => number
}

/** Lines end as Python's do: `\n`, `\r\n`, `\r`. */
export const placesOfLines = (text: string): Lines => {
  const starts = [0]
  for (const { index, 0: end } of text.matchAll(/\r\n?|\n/g)) starts.push(index + end.length)
  const isAscii = !/[^\0-\x7f]/.test(text)
  return {
    starts,
    offset: (line, column) => {
      const start = starts[line - 1] ?? text.length
      return isAscii ? start + column : start + unitsBefore(text, start, column)
    },
  }
}

const unitsBefore = (text: string, start: number, bytes: number): number => {
  let [unit, byte] = [start, 0]
  while (byte < bytes && unit < text.length) {
    const code = text.codePointAt(unit)!
    byte += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
    unit += code > 0xffff ? 2 : 1
  }
  return unit - start
}
