import type { History, Migration, SourceFile } from '../../../history/migration.ts'
import type { Diagnostic } from '../../../model/diagnostic.ts'
import type { FrontEnd, ReadOptions } from '../../read.ts'
import { newestRails } from '../context.ts'
import { applicationOf, type Application } from './application.ts'
import { meaningsOf } from './class-version.ts'
import { directionsOf } from './directions.ts'
import { compareVersions, isMigrationPath, readFileName } from './file-name.ts'
import { headerVersion } from './header-version.ts'
import { includedMethodsOf } from './included-methods.ts'
import { findMigrationClass } from './migration-class.ts'
import { otherMigrations } from './other-migrations.ts'
import { requiresLock } from './lock-call.ts'
import { loadRuby, type ParseRuby } from './prism.ts'
import { readSchema } from './schema-source.ts'
import { rubySource } from './source.ts'
import type { OtherMigration } from './stage.ts'

interface ReadFile {
  readonly migration?: Migration
  readonly diagnostics: readonly Diagnostic[]
}

/** What cannot be read is kept whole, so that its place in the history stays. */
const unreadable = (file: SourceFile, diagnostics: readonly Diagnostic[], reason: string): ReadFile => {
  const { place } = rubySource(file)
  const at = place(0, file.text.length)
  const { version = '', name = '' } = readFileName(file.path) ?? {}
  return {
    diagnostics,
    migration: {
      id: version,
      name,
      file: file.path,
      at,
      wrapping: 'one-each',
      up: to => to.code({ language: 'ruby', source: file.text, reason }, at),
      noDown: 'missing',
    },
  }
}

/** What all files of one history are read with. */
interface Reading {
  readonly parse: ParseRuby
  readonly options: ReadOptions
  readonly application?: Application
  /** All versions there are, in order. */
  readonly versions: readonly string[]
  readonly otherMigration: OtherMigration
}

/** `app/db/migrate/1_x.rb` is of the application in `app`. */
const rootOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('db/')))

const readFile = (file: SourceFile, reading: Reading): ReadFile => {
  const { parse, options, application } = reading
  const source = rubySource(file)
  const { program, problems } = parse(file.text)
  const diagnostics: Diagnostic[] = problems.slice(0, 5).map(({ message, start, length }) => ({
    code: 'unreadable-ruby',
    severity: 'error',
    message,
    span: source.place(source.unit(start), source.unit(start + length)),
  }))
  if (program === undefined || problems.length > 0) return unreadable(file, diagnostics, 'it is no Ruby that can be read')
  const migration = findMigrationClass(program)
  if (migration === undefined)
    return unreadable(
      file,
      [{ code: 'no-migration', severity: 'warning', message: 'there is no migration class in it', span: source.place(0, 0) }],
      'there is no migration class in it',
    )
  const runtime = Number(options.version ?? newestRails)
  const { version, guessed } = headerVersion(migration, source, runtime)
  const at = source.place(0, file.text.length)
  const notes: Diagnostic[] =
    guessed === undefined
      ? []
      : [
          {
            code: 'guessed-version',
            severity: 'note',
            message: `read as for Rails ${version}: ${guessed} is not known`,
            span: source.at(migration.node),
          },
        ]
  const named = readFileName(file.path)
  const root = rootOf(file.path)
  const { readText } = options
  const part = {
    migration,
    source,
    meanings: meaningsOf(version),
    tablePrefix: options.tablePrefix ?? '',
    runtime,
    root,
    ...(options.primaryKeyType === undefined ? {} : { primaryKeyType: options.primaryKeyType }),
    otherMigration: reading.otherMigration,
    earlier: () => reading.versions.filter(version => compareVersions(version, named?.version ?? '') < 0),
    ...(readText === undefined ? {} : { readText, hasLock: () => requiresLock(program, { path: file.path, root }, readText) }),
    ...(application === undefined
      ? {}
      : { application, included: includedMethodsOf(migration.includes, program, { path: file.path, root }, application) }),
  }
  return {
    diagnostics: notes,
    migration: {
      id: named?.version ?? '',
      name: named?.name ?? migration.name,
      file: file.path,
      at,
      wrapping: migration.isOutsideTransaction ? 'none' : 'one-each',
      ...directionsOf(part),
    },
  }
}

const twice = (migrations: readonly Migration[]): readonly Diagnostic[] =>
  migrations.flatMap(({ id, at, file }, n) =>
    n > 0 && migrations[n - 1]!.id === id
      ? [
          {
            code: 'version-twice',
            severity: 'error' as const,
            message: `version ${id} is also that of ${migrations[n - 1]!.file}`,
            span: { ...at, file },
          },
        ]
      : [],
  )

/** Reads Active Record migrations. Loads Ruby's parser. */
export const railsFrontEnd = async (): Promise<FrontEnd> => {
  const parse = await loadRuby()
  return {
    isSource: isMigrationPath,
    read: (files, options): History => {
      const { readText } = options
      const reading: Reading = {
        parse,
        options,
        versions: files.flatMap(({ path }) => readFileName(path)?.version ?? []).toSorted(compareVersions),
        otherMigration: otherMigrations(files, file => readFile(file, reading)),
        ...(readText === undefined ? {} : { application: applicationOf(parse, readText) }),
      }
      const read = files.map(file => readFile(file, reading))
      const migrations = read.flatMap(({ migration }) => migration ?? []).toSorted((a, b) => compareVersions(a.id, b.id))
      return { migrations, diagnostics: [...read.flatMap(({ diagnostics }) => diagnostics), ...twice(migrations)] }
    },
    readSchema: (file, options) => readSchema(file, parse, options),
  }
}
