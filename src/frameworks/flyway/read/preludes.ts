import type { Recorder } from '../../../history/recorder.ts'
import type { SourceFile } from '../../../history/migration.ts'
import type { SqlSource } from '../../play-sql.ts'
import type { ReadOptions } from '../../read.ts'
import type { FileName } from './file-name.ts'
import { readScript } from './script.ts'

export interface Callback {
  readonly file: SourceFile
  readonly event: string
}

/** What runs before each migration on its connection, as far as it is settings. */
export type Prelude = (to: Recorder, kind: FileName['kind']) => void

const before: readonly string[] = ['beforeMigrate', 'beforeEachMigrate']

/**
 * `initSql` and the callbacks before a migration: where they hold nothing but settings (`SET lock_timeout`), these hold in the
 * migration. Any other callback is no part of the history.
 */
export const preludeOf = (callbacks: readonly Callback[], options: ReadOptions): Prelude => {
  const initSql = options.flyway?.initSql
  const scripts: readonly SqlSource[] = [
    ...(initSql === undefined ? [] : [{ text: initSql, place: () => ({ file: '', line: 1, column: 1 }) }]),
    ...callbacks
      .filter(({ event, file }) => before.includes(event) && file.path.endsWith('.sql'))
      .map(({ file }) => readScript(file, undefined, options).source),
  ]
  return to => {
    for (const { text, place } of scripts) {
      const statements = to.engine.readSql(text)
      const isSettings = statements.every(({ setting, transaction }) => setting !== undefined && transaction === undefined)
      if (isSettings && statements.length > 0) to.sql(text, place(0, text.length), place)
    }
  }
}
