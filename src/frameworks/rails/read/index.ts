import type { History, Migration, SourceFile } from '../../../history/migration.ts'
import type { Diagnostic } from '../../../model/diagnostic.ts'
import type { FrontEnd, ReadOptions } from '../../read.ts'
import { newestRails } from '../context.ts'
import { constantFinder, type FindConstant } from './application-constants.ts'
import { meaningsOf } from './class-version.ts'
import { directionsOf } from './directions.ts'
import { compareVersions, isMigrationPath, readFileName } from './file-name.ts'
import { headerVersion } from './header-version.ts'
import { findMigrationClass } from './migration-class.ts'
import { loadRuby, type ParseRuby } from './prism.ts'
import { readSchema } from './schema-source.ts'
import { rubySource } from './source.ts'

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

const readFile = (file: SourceFile, parse: ParseRuby, options: ReadOptions, findConstant?: FindConstant): ReadFile => {
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
  const part = {
    migration,
    source,
    meanings: meaningsOf(version),
    tablePrefix: options.tablePrefix ?? '',
    runtime,
    ...(options.readText === undefined ? {} : { readText: options.readText }),
    ...(findConstant === undefined ? {} : { findConstant }),
  }
  const named = readFileName(file.path)
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
      const findConstant = options.readText === undefined ? undefined : constantFinder(parse, options.readText)
      const read = files.map(file => readFile(file, parse, options, findConstant))
      const migrations = read.flatMap(({ migration }) => migration ?? []).toSorted((a, b) => compareVersions(a.id, b.id))
      return { migrations, diagnostics: [...read.flatMap(({ diagnostics }) => diagnostics), ...twice(migrations)] }
    },
    readSchema: (file, options) => readSchema(file, parse, options),
  }
}
