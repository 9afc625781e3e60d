/** A statement, or a command of psql, where it stands in a text. */
export interface Piece {
  readonly kind: 'sql' | 'psql'
  /** Of its first token; its comments lie before it. */
  readonly start: number
  /** The semicolon is not part of it. */
  readonly end: number
}

export interface Pieces {
  readonly pieces: readonly Piece[]
  /** A quote or a comment is not closed: somewhere before one is missing. */
  readonly isOpen: boolean
}

const isWordStart = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || (code >= 128 && code !== 0xfeff)
const isWordPart = (code: number): boolean => isWordStart(code) || (code >= 48 && code <= 57) || code === 36

const lineEnd = (text: string, at: number): number => {
  const end = text.indexOf('\n', at)
  return end < 0 ? text.length : end
}

/** Behind a block comment, or -1; comments nest. */
const commentEnd = (text: string, start: number): number => {
  let depth = 0
  for (let at = start; at < text.length; at += 1) {
    if (text.startsWith('/*', at)) [depth, at] = [depth + 1, at + 1]
    else if (text.startsWith('*/', at)) {
      ;[depth, at] = [depth - 1, at + 1]
      if (depth === 0) return at + 1
    }
  }
  return -1
}

/** Behind a string or a quoted name, or -1; doubled quotes and, in E'…', escaped ones belong to it. */
const quoteEnd = (text: string, start: number, escapes: boolean): number => {
  const quote = text[start]!
  for (let at = start + 1; at < text.length; at += 1) {
    if (escapes && text[at] === '\\') at += 1
    else if (text[at] === quote) {
      if (text[at + 1] !== quote) return at + 1
      at += 1
    }
  }
  return -1
}

const dollarTag = /\$(?:[a-zA-Z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y

/** Behind a dollar-quoted string, or -1; `start` where none begins. */
const dollarEnd = (text: string, start: number): number => {
  dollarTag.lastIndex = start
  const tag = dollarTag.exec(text)?.[0]
  if (tag === undefined) return start
  const end = text.indexOf(tag, start + tag.length)
  return end < 0 ? -1 : end + tag.length
}

/** Behind the rows that follow COPY … FROM STDIN in a dump, or `at` where none follow. */
const rowsEnd = (text: string, at: number): number => {
  const first = lineEnd(text, at)
  if (text.slice(at, first).trim() !== '') return at
  if (text.startsWith('\\.', first + 1)) return lineEnd(text, first + 1)
  const end = text.indexOf('\n\\.', first)
  return end < 0 ? at : lineEnd(text, end + 1)
}

/** psql sends the statement before these, as a semicolon does. */
const sending = /^\\g(x|exec|set|desc)?\b/

/**
 * Divides a text into statements as psql does: at semicolons outside of quotes, comments, the parentheses of a rule and
 * SQL-standard bodies. Lines of psql's own commands stand by themselves, rows after COPY … FROM STDIN are passed over.
 * What cannot be read by itself ends at its semicolon all the same. Takes time in proportion to the text.
 */
export const piecesOf = (text: string, from = 0): Pieces => {
  const pieces: Piece[] = []
  let isOpen = false
  /** Behind what was begun, which may never end. */
  const closed = (end: number): number => {
    isOpen ||= end < 0
    return end < 0 ? text.length : end
  }
  let start = -1
  let end = 0
  let words: string[] = []
  let atomic = 0
  let depth = 0

  const finish = (): void => {
    if (start >= 0) pieces.push({ kind: 'sql', start, end })
    start = -1
    words = []
    atomic = 0
    depth = 0
  }
  const isMaking = (...kinds: string[]): boolean => words[0] === 'create' && words.some(word => kinds.includes(word))

  const takeWord = (word: string): void => {
    if (atomic > 0 && word === 'case') atomic += 1
    else if (atomic > 0 && word === 'end') atomic -= 1
    else if (word === 'atomic' && words.at(-1) === 'begin' && isMaking('function', 'procedure')) atomic = Math.max(atomic, 1)
    // The first words say what is made; the last one is looked back at.
    if (words.length < 5) words.push(word)
    else words[4] = word
  }

  for (let at = from; at < text.length;) {
    const code = text.charCodeAt(at)
    if (code <= 32 || code === 0xfeff || code === 0xa0) {
      at += 1
      continue
    }
    if (code === 45 && text[at + 1] === '-') {
      at = lineEnd(text, at)
      continue
    }
    if (code === 47 && text[at + 1] === '*') {
      at = closed(commentEnd(text, at))
      continue
    }
    if (code === 92) {
      const stop = lineEnd(text, at)
      const line = text.slice(at, stop).trimEnd()
      if (start < 0) pieces.push({ kind: 'psql', start: at, end: at + line.length })
      else if (sending.test(line)) finish()
      at = stop
      continue
    }
    if (code === 59 && atomic === 0 && depth === 0) {
      const isCopy = words[0] === 'copy' && start >= 0 && /\bfrom\s+stdin\b/i.test(text.slice(start, end))
      finish()
      at = isCopy ? rowsEnd(text, at + 1) : at + 1
      continue
    }
    if (start < 0) start = at
    if (isWordStart(code)) {
      const first = at
      while (at < text.length && isWordPart(text.charCodeAt(at))) at += 1
      const word = text.slice(first, at)
      if (text[at] === "'" && /^[ebxn]$/i.test(word)) at = closed(quoteEnd(text, at, /e/i.test(word)))
      else takeWord(word.toLowerCase())
    } else if (code === 39 || code === 34) at = closed(quoteEnd(text, at, false))
    else if (code === 36) at = Math.max(closed(dollarEnd(text, at)), at + 1)
    else {
      // The actions of a rule are the one place where statements stand in parentheses.
      if (code === 40 && isMaking('rule')) depth += 1
      else if (code === 41 && depth > 0) depth -= 1
      at += 1
    }
    end = at
  }
  finish()
  return { pieces, isOpen }
}
