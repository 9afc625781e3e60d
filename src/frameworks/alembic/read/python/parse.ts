import { parse as parseWhole } from 'py-ast'
import type { SourceFile } from '../../../../history/migration.ts'
import type { Span } from '../../../../model/diagnostic.ts'
import { placesIn } from '../../../../history/place.ts'
import { logicalLines } from './logical-lines.ts'
import type { Node, Tree } from './tree.ts'

/** A statement that no Python 3 parser takes: Python 2, or a mistake. A name stands in the tree in its place. */
export interface Unreadable {
  readonly start: number
  readonly end: number
  readonly problem: string
}

/** A file as a tree, with places in it. Offsets are UTF-16 units. */
export interface Parsed {
  readonly file: SourceFile
  readonly tree: Tree
  /** Why no more of the file could be read than the variables that make it a revision. */
  readonly ruin?: string
  /** By the line it begins on. */
  readonly unreadable: ReadonlyMap<number, Unreadable>
  readonly rangeOf: (node: Node) => { readonly start: number; readonly end: number }
  readonly placeOf: (start: number, end: number) => Span
  /** The text of a node, as it stands. */
  readonly textOf: (node: Node) => string
}

export type ParseResult =
  { readonly ok: true; readonly parsed: Parsed } | { readonly ok: false; readonly problem: string; readonly at: Span }

/**
 * A file that cannot be read, with nothing left of it but the statements that begin so.
 *
 * @param keeps of the text from the start of a statement
 */
export const parseOnly = (file: SourceFile, keeps: RegExp, ruin: string): Parsed | undefined => {
  const kept = logicalLines(file.text).filter(({ start, end }) => keeps.test(file.text.slice(start, end)))
  let text = ''
  for (const { start, end } of kept) text += blank(file.text.slice(text.length, start)) + file.text.slice(start, end)
  const result = kept.length === 0 ? undefined : parse({ path: file.path, text })
  return result?.ok === true && result.parsed.unreadable.size === 0 ? { ...result.parsed, file, ruin } : undefined
}

const blank = (text: string): string => text.replace(/[^\r\n]/g, ' ').replace(/ +$/, '')

/** The name that stands for a statement that could not be read. */
export const unreadableName = '__unreadable__'

/** A file with more mistakes than this is no Python. */
const mostMistakes = 40

/**
 * Reads a file of Python 3. A statement that is none (`print "x"`) is passed over alone: the parser stops at the first
 * error, so its line is covered and the file is read once more.
 */
export const parse = (file: SourceFile): ParseResult => {
  const text = file.text.startsWith('\uFEFF') ? ` ${file.text.slice(1)}` : file.text
  const placeOf = placesIn(file)
  const starts = lineStarts(text)
  const unreadable = new Map<number, Unreadable>()
  let source = text
  for (;;) {
    try {
      return { ok: true, parsed: parsedOf(file, text, parseWhole(source), unreadable, starts, placeOf) }
    } catch (problem) {
      const { line, column, message } = whereOf(problem)
      const offset = Math.min((starts[line - 1] ?? text.length) + column, (starts[line] ?? text.length + 1) - 1)
      const at = placeOf(offset, offset)
      if (unreadable.size >= mostMistakes) return { ok: false, problem: message, at }
      const covered = cover(source, offset)
      if (covered === undefined) return { ok: false, problem: message, at }
      unreadable.set(lineAt(starts, covered.start), { start: covered.start, end: covered.end, problem: message })
      source = covered.source
    }
  }
}

const parsedOf = (
  file: SourceFile,
  text: string,
  tree: Tree,
  unreadable: ReadonlyMap<number, Unreadable>,
  starts: readonly number[],
  placeOf: Parsed['placeOf'],
): Parsed => {
  const isAscii = !/[^\0-\x7f]/.test(text)
  const offset = (line: number, column: number): number => {
    const start = starts[line - 1] ?? text.length
    return isAscii ? start + column : start + unitsBefore(text, start, column)
  }
  const rangeOf = (node: Node) => {
    const start = offset(node.lineno, node.col_offset)
    return { start, end: node.end_lineno === undefined ? start : offset(node.end_lineno, node.end_col_offset ?? 0) }
  }
  return {
    file,
    tree,
    unreadable,
    rangeOf,
    placeOf,
    textOf: node => {
      const { start, end } = rangeOf(node)
      return text.slice(start, end)
    },
  }
}

/** Columns of the parser are bytes of UTF-8, as CPython's. */
const unitsBefore = (text: string, start: number, bytes: number): number => {
  let [unit, byte] = [start, 0]
  while (byte < bytes && unit < text.length) {
    const code = text.codePointAt(unit)!
    byte += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
    unit += code > 0xffff ? 2 : 1
  }
  return unit - start
}

/** Lines end as Python's do: `\n`, `\r\n`, `\r`. */
const lineStarts = (text: string): readonly number[] => {
  const starts = [0]
  for (const { index, 0: end } of text.matchAll(/\r\n?|\n/g)) starts.push(index + end.length)
  return starts
}

const lineAt = (starts: readonly number[], offset: number): number => {
  let [low, high] = [0, starts.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (starts[middle]! <= offset) low = middle
    else high = middle - 1
  }
  return low + 1
}

const whereOf = (problem: unknown): { readonly line: number; readonly column: number; readonly message: string } => {
  const { lineno, col_offset = 0, message = String(problem) } = problem as { lineno?: number; col_offset?: number; message?: string }
  // What is no token at all says its place in words only.
  const [said = '', line, column] = / at line (\d+)(?:, column (\d+))?$/.exec(message) ?? []
  const place =
    lineno === undefined ? { line: Number(line ?? 1), column: Number(column ?? Infinity) } : { line: lineno, column: col_offset }
  return { ...place, message: message.slice(0, message.length - said.length) }
}

/** The source with the logical line at an offset replaced by a name, as long as it was; nothing where that was done before. */
const cover = (source: string, offset: number) => {
  const lines = logicalLines(source)
  const found = lines.findLast(({ start }) => start <= offset)
  // A mistake may be noticed on the line after it only.
  const line = found !== undefined && isCovered(source, found) ? lines[lines.indexOf(found) - 1] : found
  if (line === undefined || isCovered(source, line)) return undefined
  const { start, end } = line
  const old = source.slice(start, end)
  const name = old.trimEnd().endsWith(':')
    ? /^(?:except|elif|else|finally)\b/.test(old)
      ? `except ${unreadableName}:`
      : `if ${unreadableName}:`
    : unreadableName
  // Lines are kept, since all places are counted by them.
  const rest = [...old.matchAll(/\r\n?|\n/g)].map(([end]) => `\\${end}`).join('')
  return { source: source.slice(0, start) + name + rest + source.slice(end), start, end }
}

const isCovered = (source: string, { start }: { readonly start: number }): boolean =>
  source.startsWith(unreadableName, start) || new RegExp(`^(?:if|except) ${unreadableName}`).test(source.slice(start, start + 40))
