export interface CsvOptions {
  readonly separator: string
  /** Absent where nothing quotes. */
  readonly quote: string | undefined
}

/**
 * The rows of a CSV file, as Liquibase reads it: a quote stands for itself when doubled, blanks belong to the value, a line may
 * end within quotes (as `\n`, whatever it ended with). A text where the quotes are anything else; it stops there.
 */
export const readCsv = (text: string, { separator, quote }: CsvOptions): readonly (readonly string[])[] | { readonly line: number } => {
  const rows: (readonly string[])[] = []
  const plain = text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n')
  let at = 0
  let line = 1
  /** One value, and behind it the separator, the end of the line, or that of the file. */
  const next = (): string | undefined => {
    if (quote === undefined || plain[at] !== quote) {
      const start = at
      while (at < plain.length && plain[at] !== separator && plain[at] !== '\n') at += 1
      const value = plain.slice(start, at)
      return quote !== undefined && value.includes(quote) ? undefined : value
    }
    let value = ''
    for (;;) {
      const end = plain.indexOf(quote, at + 1)
      if (end === -1) return undefined
      value += plain.slice(at + 1, end)
      at = end + 1
      if (plain[at] !== quote) break
      value += quote
    }
    return at === plain.length || plain[at] === separator || plain[at] === '\n' ? value : undefined
  }
  while (at < plain.length) {
    const from = at
    const row: string[] = []
    for (;;) {
      const value = next()
      if (value === undefined) return { line }
      row.push(value)
      if (plain[at] !== separator) break
      at += 1
    }
    at += 1
    line += plain.slice(from, at).split('\n').length - 1
    rows.push(row)
  }
  return rows
}
