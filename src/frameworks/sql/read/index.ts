import { basename, dirname } from 'node:path/posix'
import type { History, SourceFile } from '../../../history/migration.ts'
import type { Diagnostic } from '../../../model/diagnostic.ts'
import { ofThisEngine } from '../../other-engines.ts'
import type { FrontEnd, ReadOptions } from '../../read.ts'
import { isDbmate, readDbmate } from './dbmate.ts'
import { sayOf, type Entry } from './entry.ts'
import { readSqlFileName } from './file-name.ts'
import { readGoFile } from './go-file.ts'
import { isGoose, readGoose } from './goose.ts'
import { readPlain, type Named } from './plain.ts'

const read = (all: readonly SourceFile[], options: ReadOptions): History => {
  const { files, diagnostics: others } = ofThisEngine(all)
  const entries: Entry[] = []
  const plain: Named[] = []
  const passed: SourceFile[] = []
  for (const file of files) {
    if (file.path.endsWith('.go')) entries.push(...one(readGoFile(file)))
    else if (!file.path.endsWith('.sql')) continue
    else if (isGoose(file)) entries.push(readGoose(file, options))
    else if (isDbmate(file)) entries.push(readDbmate(file))
    else {
      const name = readSqlFileName(file.path)
      if (name === undefined) passed.push(file)
      else plain.push({ file, name })
    }
  }
  const settings = files.filter(({ path }) => basename(path) === 'metadata.toml')
  const read = readPlain(plain, settings, options)
  const ordered = [...entries, ...read.entries].toSorted(byVersion)
  const folders = new Set(ordered.map(({ migration }) => dirname(migration.file)))
  return {
    migrations: ordered.map(({ migration }) => migration),
    diagnostics: [
      ...others,
      ...passed
        .filter(({ path }) => folders.has(dirname(path)))
        .map(file => sayOf('sql-file-name', 'note', file, 'lies among migrations and is none by its name: it is passed over')),
      ...read.diagnostics,
      ...ordered.flatMap(({ diagnostics }) => diagnostics),
      ...doubles(ordered),
    ],
  }
}

const one = <T>(value: T | undefined): readonly T[] => (value === undefined ? [] : [value])

/** Numbers as numbers; anything else as text, as diesel does with its dates. */
const byVersion = (a: Entry, b: Entry): number => {
  if (/^\d+$/.test(a.version) && /^\d+$/.test(b.version)) {
    const [x, y] = [BigInt(a.version), BigInt(b.version)]
    if (x !== y) return x < y ? -1 : 1
  } else if (a.version !== b.version) return a.version < b.version ? -1 : 1
  return a.migration.file < b.migration.file ? -1 : a.migration.file > b.migration.file ? 1 : 0
}

const doubles = (ordered: readonly Entry[]): readonly Diagnostic[] =>
  ordered.flatMap(({ migration }, n) => {
    const before = ordered[n - 1]?.migration
    return before === undefined || before.id !== migration.id
      ? []
      : [
          sayOf(
            'sql-version-twice',
            'error',
            { path: migration.file },
            `${before.file} has the same version, ${migration.id}`,
            'give one of them a version of its own, the one that no database has run',
          ),
        ]
  })

/** Reads files of plain SQL, in the layouts of psql, golang-migrate, goose, dbmate, sqlx and diesel, told by names and marks. */
export const frontEnd: FrontEnd = {
  isSource: path =>
    path.endsWith('.sql') || basename(path) === 'metadata.toml' || (/^\d+_.*\.go$/.test(basename(path)) && !path.endsWith('_test.go')),
  read,
}
