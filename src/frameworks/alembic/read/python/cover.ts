import type { Cover, CoveredText } from './covered-text.ts'
import { logicalLines, type LogicalLine } from './logical-lines.ts'

/** The name that stands for a statement that could not be read. */
export const unreadableName = '__unreadable__'

/** What the parser has against a text. */
export interface Mistake {
  readonly message: string
  /** In the text that it was given. */
  readonly offset: number
}

const conflictMark = /^(?:<{7}|\|{7}|={7}|>{7})(?=[ \r\n]|$)/
const branch = /^(?:except|elif|else|finally)\b/
const header = /^(?:if|for|while|with|try|async|def|class|match|case|except|elif|else|finally)\b|:[ \t]*(?:#.*)?$/
const direction = /^(?:async\s+)?def\s+(upgrade|downgrade)\b/

/** The covers of a text and one more, of the statement that the parser stumbles over. Nothing where that was covered before. */
export const coverMistake = (covered: CoveredText, mistake: Mistake): readonly Cover[] | undefined => {
  const { source } = covered
  const { message, offset } = mistake
  const lines = logicalLines(source).map(({ start, end }) => ({ start, end: start + source.slice(start, end).trimEnd().length }))
  const coverOf = (line: LogicalLine | undefined): Cover | undefined => {
    const cover = line && covered.coverAt(line.start)
    return line !== undefined && cover === covered.coverAt(line.end - 1) ? cover : undefined
  }
  let at = lines.findLastIndex(({ start }) => start <= offset)
  // A block that is not there is missed on the line after its header.
  if (/indented block/.test(message) && lines[at]?.start === offset && !isConflict(source, offset)) at -= 1
  const before = coverOf(lines[at])
  // A branch of nothing stands alone.
  if (before !== undefined && /^\s*except\b/.test(before.stand))
    return covered.covers.map(each => (each === before ? { ...each, stand: each.stand.replace('except', 'if') } : each))
  // Other mistakes may be noticed on the line after theirs too.
  if (before !== undefined) at -= 1
  return lines[at] === undefined || coverOf(lines[at]) !== undefined ? undefined : withLine(covered, lines, at, mistake)
}

const withLine = (
  covered: CoveredText,
  lines: readonly LogicalLine[],
  at: number,
  { message, offset }: Mistake,
): readonly Cover[] | undefined => {
  const { source } = covered
  const { start } = lines[at]!
  const end = endBefore(source, lines[at]!, offset)
  const text = source.slice(start, end)
  const isMark = isConflict(source, start)
  const isMoved = isMark || /unexpected indent|Indentation error/.test(message)
  const next = lines.slice(at + 1).find(line => !isConflict(source, line.start))
  // The end of a conflict belongs to what is above it, its other marks to what is below.
  const beside = !isMark ? start : ((source[start] === '>' ? lines[at - 1] : next)?.start ?? start)
  const place = isMoved ? levelFor(source, lines.slice(0, at), beside) : indentation(source, start)
  const hasBlock =
    header.test(text) && next !== undefined && end === lines[at]!.end && width(indentation(source, next.start)) > width(place)
  const stand = (isMoved ? place : '') + standFor(text, hasBlock, place === '')
  const from = covered.original(isMoved ? start - indentation(source, start).length : start)
  const cover = { from, start: covered.original(start), end: covered.original(end, true), stand, problem: message }
  return [...covered.covers.filter(each => each.end <= from || each.from >= cover.end), cover]
}

/** What is read instead of a statement. Lines are kept, since all places are counted by them. */
const standFor = (text: string, hasBlock: boolean, isTop: boolean): string => {
  const ends = text.match(/\r\n?|\n/g)?.join('') ?? ''
  const name = ends === '' ? unreadableName : `(${unreadableName}${ends})`
  const defined = isTop ? direction.exec(text)?.[1] : undefined
  if (!hasBlock) return defined === undefined ? name : `def ${defined}(): ${name}`
  if (defined !== undefined) return `def ${defined}(${ends}):`
  return branch.test(text) ? `except ${name}:` : `if ${name}:`
}

/** A bracket that is left open takes in all that follows; what stands no deeper than the statement is the next one. */
const endBefore = (source: string, { start, end }: LogicalLine, offset: number): number => {
  const lineStart = startOfLine(source, offset)
  if (lineStart <= start || offset >= end || /[)\]}]/.test(source[offset]!)) return end
  const own = width(indentation(source, start))
  if (width(/^[ \t\f]*/.exec(source.slice(lineStart))![0]) > own) return end
  return start + source.slice(start, lineStart).trimEnd().length
}

const isConflict = (source: string, at: number): boolean => conflictMark.test(source.slice(at, at + 9)) && startOfLine(source, at) === at

const startOfLine = (source: string, at: number): number => Math.max(source.lastIndexOf('\n', at - 1), source.lastIndexOf('\r', at - 1)) + 1

const indentation = (source: string, at: number): string => source.slice(at === 0 ? 0 : startOfLine(source, at), at)

const width = (indent: string): number => {
  let columns = 0
  for (const char of indent) columns = char === '\t' ? columns - (columns % 8) + 8 : columns + 1
  return columns
}

/** The indentation of the open block that a line comes nearest to; it stays in its function. */
const levelFor = (source: string, before: readonly LogicalLine[], at: number): string => {
  const wanted = indentation(source, at)
  const open: string[] = []
  for (const { start } of before) {
    const own = indentation(source, start)
    while (open.length > 0 && width(open.at(-1)!) > width(own)) open.pop()
    if (open.length === 0 || width(open.at(-1)!) < width(own)) open.push(own)
  }
  const last = before.at(-1)
  const begins = last !== undefined && header.test(source.slice(last.start, last.end))
  if (begins && width(wanted) > width(open.at(-1)!)) return wanted
  if (width(wanted) === 0) return ''
  return open.findLast(each => width(each) > 0 && width(each) <= width(wanted)) ?? open.find(each => width(each) > 0) ?? ''
}
