import type { Migration, SourceFile } from '../../../history/migration.ts'
import { placesIn } from '../../../history/place.ts'
import type { Wrapping } from '../../../history/recorder.ts'
import type { Diagnostic } from '../../../model/diagnostic.ts'
import { wayBack, type Half } from '../../half.ts'
import { playSql, type SqlSource } from '../../play-sql.ts'
import { piecesOf, statementCount } from '../../sql-pieces.ts'

/** A migration of one or two files, before it is put in its place among the others. */
export interface Entry {
  /** What it is sorted by: digits as a number, anything else as text. */
  readonly version: string
  /** Two of one key are one too many. */
  readonly migration: Migration
  readonly diagnostics: readonly Diagnostic[]
}

/** How a runner sends a text: in a transaction of its own, each statement by itself, or all of it as one message. */
export type Sending = 'transaction' | 'statements' | 'message'

/** A whole file or section as its runner sends it. Several statements in one message are one transaction for the server. */
export const halfOf = (source: SqlSource, sending: Sending): Half => {
  const count = statementCount(piecesOf(source.text))
  return {
    play: to => playSql(to, source),
    isTransactional: sending === 'transaction' || (sending === 'message' && count > 1),
    isEmpty: count === 0,
  }
}

export const sourceOf = (file: SourceFile): SqlSource => {
  const place = placesIn(file)
  if (!file.text.startsWith('\uFEFF')) return { text: file.text, place }
  return { text: file.text.slice(1), place: (start, end) => place(start + 1, end + 1) }
}

export interface EntryParts {
  readonly version: string
  readonly id: string
  readonly name: string
  readonly file: SourceFile
  readonly up: Half
  readonly down?: Half
  readonly sending: Sending
  readonly diagnostics?: readonly Diagnostic[]
}

export const entryOf = ({ version, id, name, file, up, down, sending, diagnostics = [] }: EntryParts): Entry => ({
  version,
  diagnostics,
  migration: {
    id,
    name,
    file: file.path,
    at: placesIn(file)(0, file.text.length),
    wrapping: wrappingOf(up, sending),
    up: up.play,
    ...wayBack(up, down),
  },
})

const wrappingOf = ({ isTransactional }: Half, sending: Sending): Wrapping =>
  !isTransactional ? 'none' : sending === 'message' ? 'implicit' : 'one-each'

export const sayOf = (
  code: string,
  severity: Diagnostic['severity'],
  { path }: Pick<SourceFile, 'path'>,
  message: string,
  help?: string,
): Diagnostic => ({
  code,
  severity,
  message,
  ...(help === undefined ? {} : { help }),
  span: { file: path, line: 1, column: 1 },
})
