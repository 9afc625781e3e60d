/** Characters a terminal shows: escape sequences take no room. Wide scripts are counted as one column each. */
const escapes = new RegExp(`${String.fromCodePoint(27)}\\[[0-9;]*m`, 'g')
export const widthOf = (text: string): number => [...text.replaceAll(escapes, '')].length

const pad = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)))

/** Breaks a sentence at spaces; a word longer than the line keeps its own line. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && widthOf(last) + 1 + widthOf(word) <= width) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}

/** A sentence with its first line after `head` and the rest below it, aligned. */
export function hanging(head: string, text: string, width: number): string {
  const [first = '', ...rest] = wrap(text, Math.max(20, width - widthOf(head)))
  return [head + first, ...rest.map(line => ' '.repeat(widthOf(head)) + line)].join('\n')
}

/**
 * Rows of cells as lines, columns two spaces apart, cells of several lines allowed. The column with most to spare
 * gives way until the rows fit `width`.
 *
 * @returns per row, the lines it takes
 */
export function align(rows: readonly (readonly string[])[], width: number): readonly (readonly string[])[] {
  const columns = Math.max(0, ...rows.map(row => row.length))
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(0, ...rows.flatMap(row => (row[column] ?? '').split('\n').map(widthOf))),
  )
  const least = widths.map(natural => Math.min(natural, narrowest))
  while (widths.reduce((sum, each) => sum + each + 2, -2) > width) {
    const spare = widths.map((each, column) => each - least[column]!)
    const widest = spare.indexOf(Math.max(...spare))
    if ((spare[widest] ?? 0) <= 0) break
    widths[widest]! -= 1
  }
  return rows.map(row => {
    const cells = row.map((cell, column) => cell.split('\n').flatMap(part => wrap(part, widths[column]!)))
    return Array.from({ length: Math.max(...cells.map(cell => cell.length)) }, (_, at) =>
      cells
        .map((cell, column) => pad(cell[at] ?? '', widths[column]!))
        .join('  ')
        .trimEnd(),
    )
  })
}

/** Columns are not made narrower than this many characters. */
const narrowest = 10

/** `1 file`, `3 files`, `no copies`. */
export function count(amount: number, noun: string): string {
  const plural = noun.endsWith('y') ? `${noun.slice(0, -1)}ies` : `${noun}s`
  return amount === 1 ? `1 ${noun}` : `${amount === 0 ? 'no' : amount} ${plural}`
}

/** `gates, scans and locks`. */
export const listing = (words: readonly string[]): string =>
  words.length <= 1 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`

/** `1, 2 and 4`, `1 to 7 and 9`: file numbers, up or down, long runs drawn together. */
export function numbersInWords(numbers: readonly number[]): string {
  const runs: number[][] = []
  for (const number of numbers) {
    const run = runs.at(-1)
    if (run !== undefined && Math.abs(number - run.at(-1)!) === 1) run.push(number)
    else runs.push([number])
  }
  return listing(runs.flatMap(run => (run.length <= 3 ? run.map(String) : [`${run[0]} to ${run.at(-1)}`])))
}
