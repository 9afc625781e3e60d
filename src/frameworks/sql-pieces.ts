/** A stretch of a SQL file, as its runner cuts it. Offsets in UTF-16 units. */
export interface Piece {
  /** `rows` are what follows `COPY … FROM STDIN;` up to `\.`; a `command` is psql's, on a line of its own. */
  readonly kind: 'statement' | 'rows' | 'command'
  readonly start: number
  /** Without the semicolon. */
  readonly end: number
  /** Of a statement: its plain words outside parentheses, in capitals; no more than begin it. Names count as words. */
  readonly words: readonly string[]
}

const wordsKept = 12

const space = /(?:\s+|--[^\n]*)+/y
const escaped = /[eE]'(?:[^'\\]|\\[^]|'')*(?:'|$)/y
const text = /'(?:[^']|'')*(?:'|$)/y
const identifier = /"(?:[^"]|"")*(?:"|$)/y
const word = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y
const dollar = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y
const digits = /\d[\w.]*/y
const command = /\\[^\n]*/y
const restOfLine = /[^\n]*\n?/y
const endOfRows = /^\\\.[ \t]*\r?$/gm

const matchAt = (pattern: RegExp, sql: string, at: number): string | undefined => {
  pattern.lastIndex = at
  const found = pattern.exec(sql)?.[0]
  return found === undefined || found === '' ? undefined : found
}

/** Comments nest; one without an end takes the rest. */
const endOfComment = (sql: string, start: number): number => {
  let depth = 0
  const mark = /\/\*|\*\//g
  mark.lastIndex = start
  for (let found = mark.exec(sql); found !== null; found = mark.exec(sql)) {
    depth += found[0] === '/*' ? 1 : -1
    if (depth === 0) return mark.lastIndex
  }
  return sql.length
}

interface Open {
  start: number
  end: number
  words: string[]
  /** Of parentheses. */
  depth: number
  /** Of BEGIN ATOMIC and the CASEs in it, whose END is their own. */
  block: number
  last: string
}

/** Cuts SQL as psql and the runners do: at semicolons, never inside quotes, parentheses or a routine's body. Takes any text. */
export const piecesOf = (sql: string): readonly Piece[] => {
  const pieces: Piece[] = []
  let open: Open | undefined
  let at = 0
  const close = (): Piece | undefined => {
    if (open === undefined) return undefined
    const piece: Piece = { kind: 'statement', start: open.start, end: open.end, words: open.words }
    pieces.push(piece)
    open = undefined
    return piece
  }
  const take = (end: number): Open => {
    open ??= { start: at, end, words: [], depth: 0, block: 0, last: '' }
    open.end = end
    open.last = ''
    at = end
    return open
  }
  while (at < sql.length) {
    const blank = matchAt(space, sql, at)
    if (blank !== undefined) {
      at += blank.length
      continue
    }
    if (sql.startsWith('/*', at)) {
      at = endOfComment(sql, at)
      continue
    }
    const psql = open === undefined && sql[at] === '\\' ? matchAt(command, sql, at) : undefined
    if (psql !== undefined) {
      pieces.push({ kind: 'command', start: at, end: at + psql.trimEnd().length, words: [] })
      at += psql.length
      continue
    }
    const quote = matchAt(dollar, sql, at)
    if (quote !== undefined) {
      const end = sql.indexOf(quote, at + quote.length)
      take(end === -1 ? sql.length : end + quote.length)
      continue
    }
    const quoted = matchAt(escaped, sql, at) ?? matchAt(text, sql, at) ?? matchAt(identifier, sql, at) ?? matchAt(digits, sql, at)
    if (quoted !== undefined) {
      take(at + quoted.length)
      continue
    }
    const plain = matchAt(word, sql, at)
    if (plain !== undefined) {
      // A part of `schema.table` is no word of the statement.
      const isPart = sql[at - 1] === '.' || sql[at + plain.length] === '.'
      const before: string = open?.last ?? ''
      const now = take(at + plain.length)
      const upper = plain.toUpperCase()
      if (now.depth > 0 || isPart) continue
      if ((upper === 'ATOMIC' && before === 'BEGIN') || (upper === 'CASE' && now.block > 0)) now.block += 1
      else if (upper === 'END' && now.block > 0) now.block -= 1
      if (now.words.length < wordsKept) now.words.push(upper)
      now.last = upper
      continue
    }
    if (sql[at] === ';' && (open === undefined || (open.depth === 0 && open.block === 0))) {
      const statement = close()
      at += 1
      if (statement === undefined || !isCopyFromFile(statement.words)) continue
      at += matchAt(restOfLine, sql, at)?.length ?? 0
      endOfRows.lastIndex = at
      const end = endOfRows.exec(sql)
      const last = end === null ? sql.length : end.index
      pieces.push({ kind: 'rows', start: at, end: last, words: [] })
      at = end === null ? sql.length : last + end[0].length
      continue
    }
    const now = take(at + 1)
    const sign = sql[now.end - 1]
    if (sign === '(') now.depth += 1
    else if (sign === ')' && now.depth > 0) now.depth -= 1
  }
  close()
  return pieces
}

const isCopyFromFile = (words: readonly string[]): boolean => {
  const from = words.indexOf('FROM')
  return words[0] === 'COPY' && from > 0 && words[from + 1] === 'STDIN'
}

export const statementCount = (pieces: readonly Piece[]): number => pieces.filter(({ kind }) => kind === 'statement').length
