import type { SourceFile } from '../../../history/migration.ts'
import { placesIn } from '../../../history/place.ts'
import type { PlaceOf } from '../../../history/recorder.ts'
import type { Diagnostic } from '../../../model/diagnostic.ts'
import type { SqlSource } from '../../play-sql.ts'
import type { ReadOptions } from '../../read.ts'
import { piecesOf } from '../../sql-pieces.ts'
import { replacePlaceholders } from './placeholders.ts'
import { readScriptSettings } from './script-settings.ts'
import { runsOutside } from './transaction.ts'

/** A SQL script as Flyway would send it. */
export interface Script {
  readonly source: SqlSource
  readonly isTransactional: boolean
  readonly isEmpty: boolean
  readonly diagnostics: readonly Diagnostic[]
}

export const readScript = (file: SourceFile, conf: SourceFile | undefined, options: ReadOptions): Script => {
  const { flyway = {} } = options
  const own = conf === undefined ? {} : readScriptSettings(conf)
  const place = placesIn(file)
  const diagnostics: Diagnostic[] = []
  const bom = file.text.startsWith('\uFEFF') ? 1 : 0
  const plain = file.text.slice(bom)
  const shifted: PlaceOf = bom === 0 ? place : (start, end) => place(start + bom, end + bom)
  const isReplacing = own.placeholderReplacement ?? flyway.placeholderReplacement ?? true
  const replaced = isReplacing ? replacePlaceholders(file.path, plain, shifted, options) : { text: plain, place: shifted, unknown: [] }
  const names = new Set<string>()
  for (const { name, start, end } of replaced.unknown) {
    if (names.has(name)) continue
    names.add(name)
    diagnostics.push(unknownPlaceholder(name, shifted(start, end)))
  }
  const pieces = piecesOf(replaced.text)
  const statements = pieces.filter(({ kind }) => kind === 'statement')
  const outside = statements.filter(runsOutside)
  if (own.executeInTransaction === undefined && flyway.mixed !== true && outside.length > 0 && outside.length < statements.length) {
    const { start, end } = outside[0]!
    diagnostics.push({
      code: 'flyway-mixed',
      severity: 'error',
      message: 'Flyway refuses this script: some of its statements run in a transaction, others cannot',
      help: `put this statement into a script of its own, or executeInTransaction=false into ${file.path.split('/').at(-1)}.conf`,
      span: replaced.place(start, end),
    })
  }
  if (own.encoding !== undefined && !/^utf-?8$/i.test(own.encoding)) {
    diagnostics.push(note('flyway-encoding', `the script is in ${own.encoding}, and was read as UTF-8`, conf!))
  }
  if (own.shouldExecute !== undefined) {
    diagnostics.push(
      note('flyway-condition', `runs only where ${own.shouldExecute} holds, which is not evaluated: it is taken to run`, conf!),
    )
  }
  return {
    source: { text: replaced.text, place: replaced.place },
    isTransactional: own.executeInTransaction ?? (flyway.executeInTransaction !== false && outside.length === 0),
    isEmpty: statements.length === 0,
    diagnostics,
  }
}

/** Flyway sets these for each run. */
const unknownPlaceholder = (name: string, span: Diagnostic['span']): Diagnostic =>
  /^flyway:/i.test(name)
    ? {
        code: 'run-time-placeholder',
        severity: 'note',
        message: `${name} is what Flyway finds when it runs: a name stands in for it`,
        span,
      }
    : {
        code: 'unknown-placeholder',
        severity: 'warning',
        message: `the value of the placeholder ${name} is not known: a name stands in for it`,
        help: 'state it where the project states its placeholders; text that is no placeholder needs placeholderReplacement=false',
        span,
      }

const note = (code: string, message: string, { path }: SourceFile): Diagnostic => ({
  code,
  severity: 'note',
  message,
  span: { file: path, line: 1, column: 1 },
})
