import { basename } from 'node:path/posix'
import type { SourceFile } from '../../../history/migration.ts'
import type { Diagnostic } from '../../../model/diagnostic.ts'
import type { Half } from '../../half.ts'
import { playSql, type SqlSource } from '../../play-sql.ts'
import type { ReadOptions } from '../../read.ts'
import { piecesOf, statementCount } from '../../sql-pieces.ts'
import { entryOf, sayOf, sourceOf, type Entry } from './entry.ts'
import { substituteEnvironment } from './environment.ts'
import { cutGoose, type Chunk } from './goose-chunks.ts'

export const isGoose = ({ text }: SourceFile): boolean => /^\s*--.*\+goose\s+up\s*$/im.test(text)

/** A file with both directions, cut by its annotations. goose sends each statement by itself. */
export const readGoose = (file: SourceFile, options: ReadOptions): Entry => {
  const source = sourceOf(file)
  const { chunks, isTransactional, problems } = cutGoose(source.text)
  const diagnostics: Diagnostic[] = problems.map(({ message, start, end }) => ({
    code: 'goose-file',
    severity: 'error',
    message: `goose refuses this file: ${message}`,
    span: source.place(start, end),
  }))
  const half = (direction: Chunk['direction']): Half => {
    const sent = chunks
      .filter(chunk => chunk.direction === direction)
      .map(chunk => textOf(chunk, source, options, diagnostics))
      .filter(({ count }) => count > 0)
    return {
      play: to => {
        for (const { sql, count } of sent) {
          // Several statements in one message are a transaction for the server.
          if (count > 1 && !isTransactional) to.inTransaction(() => playSql(to, sql))
          else playSql(to, sql)
        }
      },
      isTransactional,
      isEmpty: sent.length === 0,
    }
  }
  const hasDown = chunks.some(({ direction }) => direction === 'down') || /^--.*\+goose\s+down\s*$/im.test(source.text)
  const stem = basename(file.path, '.sql')
  const digits = /^\d+/.exec(stem)?.[0]
  if (digits === undefined) diagnostics.push(sayOf('goose-file', 'error', file, 'goose refuses this file: its name begins with no number'))
  return entryOf({
    version: digits ?? stem,
    id: digits === undefined ? stem : String(BigInt(digits)),
    name: stem.replace(/^\d+_?/, ''),
    file,
    up: half('up'),
    ...(hasDown ? { down: half('down') } : {}),
    sending: isTransactional ? 'transaction' : 'statements',
    diagnostics,
  })
}

interface Sent {
  readonly sql: SqlSource
  readonly count: number
}

const textOf = (
  { start, end, hasEnvironment }: Chunk,
  { text, place }: SqlSource,
  options: ReadOptions,
  diagnostics: Diagnostic[],
): Sent => {
  const own: SqlSource = { text: text.slice(start, end), place: (a, b) => place(start + a, start + b) }
  const sql = hasEnvironment ? substituteEnvironment(own, options, diagnostics) : own
  return { sql, count: statementCount(piecesOf(sql.text)) }
}
