import { placesIn } from '../../../history/place.ts'
import type { History, Migration, SourceFile } from '../../../history/migration.ts'
import type { Diagnostic, Span } from '../../../model/diagnostic.ts'
import type { PlaceOf } from '../../../history/recorder.ts'
import { builderDefaultsIn, isProvider } from '../builder-defaults.ts'
import type { FrontEnd, ReadOptions } from '../../read.ts'
import { applicationOf, fileOf } from './application.ts'
import type { Settings } from './blueprint/settings.ts'
import { dumpOf, isDump } from './dump.ts'
import { migrationOf } from './migration.ts'
import { textOf } from './php/nodes.ts'
import { loadParser, type Parse } from './php/parse.ts'
import type { PhpFile } from './php/frame.ts'
import { newestLaravel } from '../context.ts'

/** Laravel globs `*_*.php` in each of its folders of migrations. */
const isMigration = (path: string): boolean => /(^|\/)migrations\/(?:.*\/)?[^/]*_[^/]*\.php$/i.test(path)

/** What migrations refer to: configuration, models, enums, providers, SQL files. */
const isReferred = (path: string): boolean =>
  /(^|\/)config\/[^/]+\.php$/.test(path) ||
  /(^|\/)(app|src|Modules|modules)\/.*\.php$/.test(path) ||
  /(^|\/)database\/.*\.(sql|php)$/.test(path)

const isSource = (path: string): boolean => isMigration(path) || isDump(path) || isReferred(path)

/** Reads Laravel's migrations. */
export const loadFrontEnd = async (): Promise<FrontEnd> => {
  const parse = loadParser()
  return { isSource, read: (files, options) => read(files, options, parse) }
}

const read = (files: readonly SourceFile[], options: ReadOptions, parse: Parse): History => {
  const settings = settingsOf(files, options)
  const application = applicationOf(files, parse, options.readText)
  const places = new Map<PhpFile, PlaceOf>()
  const placesOf = (file: PhpFile): PlaceOf => {
    const known = places.get(file) ?? placesIn(file)
    places.set(file, known)
    return known
  }
  const diagnostics: Diagnostic[] = []
  const dumps = files.filter(({ path }) => isDump(path)).flatMap(file => dumpOf(file, diagnostics))
  const applied = new Set(dumps.flatMap(dump => dump.applied))

  const ordered = inOrder(files.filter(({ path }) => isMigration(path)))
  const ids = ordered.map(({ path }) => idOf(path))
  const migrations = ordered.flatMap((source, at): readonly Migration[] => {
    const id = ids[at]!
    const before = ids.slice(0, at)
    if (applied.has(id)) return []
    const { program, problem } = parse(source.text, source.path)
    const whole = placesIn(source)(0, source.text.length)
    if (problem !== undefined) {
      diagnostics.push({
        code: 'unreadable-php',
        severity: 'error',
        message: problem.message,
        span: { file: source.path, line: problem.line, column: 1 },
      })
      return [unreadable(source, id, whole, problem.message)]
    }
    const file = fileOf(source, program.children)
    const node =
      file.classes.find(({ kind, body }) => kind === 'class' && body.some(each => each.kind === 'method' && textOf(each.name) === 'up')) ??
      file.classes.find(({ extends: parent }) => parent !== undefined && parent !== null)
    if (node === undefined) {
      diagnostics.push({ code: 'no-migration', severity: 'warning', message: 'The file has no migration class.', span: whole })
      return []
    }
    return [migrationOf({ play: { of: application.classIn(file, node), settings, application, placesOf, id, before }, at: whole })]
  })
  return { migrations: [...dumps.map(({ migration }) => migration), ...migrations], diagnostics }
}

const idOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1).replace(/\.php$/i, '')

/** By the name alone, whatever folder a file lies in; of two with one name the later stands. */
const inOrder = (files: readonly SourceFile[]): readonly SourceFile[] => {
  const byId = new Map(files.map(file => [idOf(file.path), file]))
  return [...byId].toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, file]) => file)
}

const unreadable = ({ path, text }: SourceFile, id: string, at: Span, reason: string): Migration => ({
  id,
  name: id.replace(/^\d{4}_\d{2}_\d{2}_\d{6}_/, ''),
  file: path,
  at,
  wrapping: 'one-each',
  up: to => to.code({ language: 'php', source: text, reason: `cannot be read: ${reason}` }, at),
  noDown: 'missing',
})

const settingsOf = (
  files: readonly SourceFile[],
  { version = newestLaravel, tablePrefix = '', doctrine = false, builderDefaults }: ReadOptions,
): Settings => {
  const major = Math.min(Math.max(Number.parseInt(version, 10) || Number(newestLaravel), 8), Number(newestLaravel))
  const provided = files.filter(({ path }) => isProvider(path)).map(({ text }) => text)
  const { stringLength = 255, morphKey = 'int', timePrecision = 0 } = builderDefaults ?? builderDefaultsIn(provided)
  return { major, prefix: tablePrefix, stringLength, morphKey, timePrecision, doctrine: major < 11 && (doctrine || major < 10) }
}
