/** A statement's first line with the lines that belong to it, or a header up to its colon. Offsets in UTF-16 units, without indentation. */
export interface LogicalLine {
  readonly start: number
  readonly end: number
}

const closing = new Set([')', ']', '}'])
const opening = new Set(['(', '[', '{'])

/** What no bracket holds at the start of a line. */
const beginsAnew = /^[\r\n]*(?:(?:def|class|import|from|revision|down_revision|branch_labels|depends_on)\b|@)/

/**
 * Cuts Python source into logical lines, as far as brackets and strings tell. A line that begins a definition or an
 * import always begins a new one, whatever bracket is open: what was left open before it is a mistake there.
 */
export const logicalLines = (source: string): readonly LogicalLine[] => {
  const lines: LogicalLine[] = []
  let start = -1
  let depth = 0
  let at = 0
  const end = (to: number): void => {
    if (start >= 0) lines.push({ start, end: to })
    start = -1
    depth = 0
  }
  while (at < source.length) {
    const char = source[at]!
    if (char === '\n' || char === '\r') {
      if (depth === 0 || beginsAnew.test(source.slice(at, at + 30))) end(at)
      at += 1
    } else if (char === '\\' && /[\r\n]/.test(source[at + 1] ?? '')) at += source.startsWith('\r\n', at + 1) ? 3 : 2
    else if (char === ' ' || char === '\t' || char === '\f') at += 1
    else if (char === '#') at = endOfLine(source, at)
    else {
      if (start < 0) start = at
      if (char === '"' || char === "'") at = endOfString(source, at)
      else {
        if (opening.has(char)) depth += 1
        else if (closing.has(char)) depth = Math.max(0, depth - 1)
        at += 1
      }
    }
  }
  end(source.length)
  return lines
}

const endOfLine = (source: string, from: number): number => {
  let at = from
  while (at < source.length && source[at] !== '\n' && source[at] !== '\r') at += 1
  return at
}

const endOfString = (source: string, from: number): number => {
  const quote = source[from]!
  const isLong = source.startsWith(quote.repeat(3), from)
  const mark = isLong ? quote.repeat(3) : quote
  let at = from + mark.length
  while (at < source.length) {
    if (source[at] === '\\') at += 2
    else if (source.startsWith(mark, at)) return at + mark.length
    else if (!isLong && (source[at] === '\n' || source[at] === '\r')) return at
    else at += 1
  }
  // What is never closed ends before the next definition, as a bracket does.
  const next = /[\r\n](?=(?:async|def|class|@))/.exec(source.slice(from))
  return next === null ? source.length : from + next.index
}
