import type { Direction, Migration, SourceFile } from '../../src/history/migration.ts'
import type { Code, Recorder } from '../../src/history/recorder.ts'
import type { Diagnostic, Span } from '../../src/model/diagnostic.ts'
import { emptySchema } from '../../src/model/schema.ts'
import type { Engine } from '../../src/steps/engine.ts'
import { piecesOf } from '../../src/frameworks/sql-pieces.ts'

/** What a front end said while it played, in order. */
export interface Said {
  readonly sql: string
  readonly at: Span
  /** `in` and `out` where the front end says so itself. */
  readonly transaction?: 'in' | 'out'
  readonly code?: Code
}

/** Plays a direction into a recorder that only writes down; SQL comes statement by statement, with its place. */
export const played = (direction: Direction | undefined): { readonly said: readonly Said[]; readonly notes: readonly Diagnostic[] } => {
  const said: Said[] = []
  const notes: Diagnostic[] = []
  let transaction: Said['transaction']
  const around = (inner: Said['transaction'], work: () => void): void => {
    const before = transaction
    transaction = inner
    work()
    transaction = before
  }
  const keep = (one: Said): number => said.push({ ...one, ...(transaction === undefined ? {} : { transaction }) })
  const readSql: Engine['readSql'] = text =>
    piecesOf(text).map(({ start, end, words }) => ({
      start,
      end,
      steps: () => [],
      ...(words[0] === 'SET' ? { setting: { isLocal: false } } : {}),
    }))
  const recorder: Recorder = {
    engine: { readSql } as Engine,
    schema: () => emptySchema,
    ask: () => undefined,
    add: () => undefined,
    sql: (text, at, place = () => at) =>
      readSql(text).forEach(({ start, end }) => keep({ sql: text.slice(start, end), at: place(start, end) })),
    code: (code, at) => keep({ sql: '', at, code }),
    note: one => notes.push(one),
    inTransaction: work => around('in', work),
    outsideTransaction: work => around('out', work),
  }
  direction?.(recorder)
  return { said, notes }
}

export const sqlOf = (direction: Direction | undefined): readonly string[] =>
  played(direction).said.map(({ sql, code }) => code?.reason ?? sql)

/** What stands in the file at a place. */
export const cut = (files: readonly SourceFile[], { file, line, column, endLine = line, endColumn = column }: Span): string => {
  const lines = files.find(({ path }) => path === file)!.text.split('\n')
  const offset = (l: number, c: number): number => lines.slice(0, l - 1).reduce((sum, each) => sum + each.length + 1, 0) + c - 1
  return lines.join('\n').slice(offset(line, column), offset(endLine, endColumn))
}

export const files = (texts: Readonly<Record<string, string>>): readonly SourceFile[] =>
  Object.entries(texts).map(([path, text]) => ({ path, text }))

export const ids = (migrations: readonly Migration[]): readonly string[] => migrations.map(({ id }) => id)
export const codes = (diagnostics: readonly Diagnostic[]): readonly string[] => diagnostics.map(({ code }) => code)
