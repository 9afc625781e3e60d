import { parse as parseWhole } from 'py-ast'
import type { SourceFile } from '../../../../history/migration.ts'
import type { Span } from '../../../../model/diagnostic.ts'
import { placesIn } from '../../../../history/place.ts'
import { coverMistake, unreadableName, type Mistake } from './cover.ts'
import { coverText, type Cover, type CoveredText } from './covered-text.ts'
import { logicalLines } from './logical-lines.ts'
import type { FindStatements } from './statements.ts'
import type { Node, Tree } from './tree.ts'

/** A file as a tree, with places in it. Offsets are UTF-16 units. */
export interface Parsed {
  readonly file: SourceFile
  readonly tree: Tree
  /** Why no more of the file could be read than the variables that make it a revision. */
  readonly ruin?: string
  /** Statements that no Python 3 parser takes: Python 2, or mistakes. In the tree a name stands in their place. */
  readonly unreadable: readonly Cover[]
  /** What the parser has against the statement whose place this node has taken. */
  readonly problemAt: (node: Node) => string | undefined
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
  return result?.ok === true && result.parsed.unreadable.length === 0 ? { ...result.parsed, file, ruin } : undefined
}

const blank = (text: string): string => text.replace(/[^\r\n]/g, ' ').replace(/ +$/, '')

/** A file with more mistakes than this is no Python. */
const mostMistakes = 40

/**
 * Reads a file of Python 3. A statement that is none (`print "x"`) is passed over alone: the parser stops at the first
 * error, so it is covered and the file is read once more.
 *
 * @param statementsIn tells statements apart where the parser does not get that far: those that it refuses alone are covered first
 */
export const parse = (file: SourceFile, statementsIn?: FindStatements): ParseResult => {
  const text = file.text.startsWith('\uFEFF') ? ` ${file.text.slice(1)}` : file.text
  let covered = coverText(text, [])
  for (let mistakes = 0; ; mistakes += 1) {
    const result = attempt(covered.source)
    if ('tree' in result) return { ok: true, parsed: parsedOf(file, result.tree, covered) }
    const first = mistakes === 0 && statementsIn !== undefined ? refused(text, statementsIn) : []
    const covers = first.length > 0 ? first : mistakes < mostMistakes ? coverMistake(covered, result) : undefined
    if (covers === undefined) {
      const offset = covered.original(result.offset)
      return { ok: false, problem: result.message, at: placesIn(file)(offset, offset) }
    }
    covered = coverText(text, covers)
  }
}

const attempt = (source: string): { readonly tree: Tree } | Mistake => {
  try {
    return { tree: parseWhole(source) }
  } catch (problem) {
    return mistakeOf(problem, source)
  }
}

const mistakeOf = (problem: unknown, source: string): Mistake => {
  const { lineno, col_offset = 0, message = String(problem) } = problem as { lineno?: number; col_offset?: number; message?: string }
  // What is no token at all says its place in words only.
  const [said = '', saidLine, saidColumn] = / at line (\d+)(?:, column (\d+))?$/.exec(message) ?? []
  const line = lineno ?? Number(saidLine ?? 1)
  const column = lineno === undefined ? Number(saidColumn ?? Infinity) : col_offset
  const { starts, offset } = coverText(source, []).lines
  const end = (starts[line] ?? source.length + 1) - 1
  return {
    message: message.slice(0, message.length - said.length),
    offset: Math.min(column === Infinity ? end : offset(line, column), end),
  }
}

/** Statements that the parser does not take by themselves either. */
const refused = (text: string, statementsIn: FindStatements): readonly Cover[] => {
  const lines = logicalLines(text)
  return statementsIn(text).flatMap(({ start, end }) => {
    const line = lines.findLast(each => each.start <= start)
    const result = attempt(text.slice(start, end))
    // One that reaches into the next is a mistake of another kind.
    if ('tree' in result || line === undefined || end > line.end) return []
    const ends =
      text
        .slice(start, end)
        .match(/\r\n?|\n/g)
        ?.join('') ?? ''
    return [{ from: start, start, end, stand: ends === '' ? unreadableName : `(${unreadableName}${ends})`, problem: result.message }]
  })
}

const parsedOf = (file: SourceFile, tree: Tree, { lines, covers, original, coverAt }: CoveredText): Parsed => {
  const rangeOf = (node: Node) => {
    const start = lines.offset(node.lineno, node.col_offset)
    const end = node.end_lineno === undefined ? undefined : lines.offset(node.end_lineno, node.end_col_offset ?? 0)
    return { start: original(start), end: end === undefined ? original(start) : original(end, true) }
  }
  return {
    file,
    tree,
    unreadable: covers.toSorted((a, b) => a.start - b.start),
    problemAt: node => coverAt(lines.offset(node.lineno, node.col_offset))?.problem,
    rangeOf,
    placeOf: placesIn(file),
    textOf: node => {
      const { start, end } = rangeOf(node)
      return file.text.slice(start, end)
    },
  }
}
