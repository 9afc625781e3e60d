import type { Migration, SourceFile } from '../../../history/migration.ts'
import type { Recorder } from '../../../history/recorder.ts'
import type { Diagnostic } from '../../../model/diagnostic.ts'
import { plainQuestionMarks } from '../question-marks.ts'
import type { Context } from './change.ts'
import { changeNamed } from './changes/index.ts'
import { evaluateAll, type Facts, type Truth } from './conditions.ts'
import { matchesDbms, type Filters } from './filters.ts'
import { inverseOf } from './inverses.ts'
import { applyEdits, editsOf, unreadableEdits } from './modify-sql.ts'
import { namesFor, type Quoting } from './names.ts'
import { flagOf, partNamed, partsNamed, textOf, type Part } from './part.ts'

/** A change set as it stands in the order of its changelog, with all that decides what it does. */
export interface ChangeSet {
  readonly id: string
  readonly author: string
  /** As the ledger has it. */
  readonly path: string
  readonly part: Part
  readonly file: SourceFile
  readonly quoting: Quoting
  readonly fileNamed: Context['fileNamed']
  readonly isDefined: Facts['isDefined']
}

/** What of the whole run a change set may ask for. */
export interface Run {
  readonly filters: Filters
  /** Has a change set of this id and author run before this one? */
  readonly ranBefore: (changeSet: ChangeSet, id: string, author: string) => boolean
  /** The one that a rollback refers to. */
  readonly find: (id: string, author: string | undefined, path: string | undefined) => ChangeSet | undefined
}

/** What a change set may hold that is no change. */
const noChanges: ReadonlySet<string> = new Set(
  (
    'id author context contextFilter labels dbms runAlways runOnChange runInTransaction runOrder runWith runWithSpoolFile failOnError onError ' +
    'objectQuotingStrategy logicalFilePath filePath file created ignore validCheckSum preConditions tagDatabase rollback modifySql comment ' +
    'onValidationFail alwaysRun changes stripComments splitStatements endDelimiter rollbackSplitStatements rollbackEndDelimiter property'
  ).split(' '),
)

/** The changes of a change set; YAML and JSON have them in a list of their own. */
export const changesOf = (part: Part): readonly Part[] => [
  ...partsNamed(part, 'changes').flatMap(({ parts }) => parts),
  ...part.parts.filter(
    ({ name, value, parts }) =>
      name === 'tagDatabase' || (!noChanges.has(name) && !(parts.length === 0 && value !== undefined && isAttribute(name))),
  ),
]
/** An attribute that is not known is none of the changes; a change without parts is `sql`, or it is empty. */
const isAttribute = (name: string): boolean => !/^(?:sql|createProcedure|createFunction|createTrigger|stop|output)$/.test(name)

const languageOf = ({ path }: SourceFile): string =>
  /\.ya?ml$/i.test(path) ? 'yaml' : /\.json$/i.test(path) ? 'json' : /\.sql$/i.test(path) ? 'sql' : 'xml'

/** The part as it stands in its file. */
const sourceOf = ({ text }: SourceFile, { at }: Part): string => {
  const lines = text.split('\n').slice(at.line - 1, at.endLine ?? at.line)
  if (lines.length === 0) return ''
  const last = lines.length - 1
  lines[last] = lines[last]!.slice(0, (at.endColumn ?? Infinity) - 1)
  lines[0] = lines[0]!.slice(at.column - 1)
  return lines.join('\n')
}

const note = (code: string, message: string, { at }: Part, severity: Diagnostic['severity'] = 'note'): Diagnostic => ({
  code,
  severity,
  message,
  span: at,
})

/** Changes that may be for some databases only; of others Liquibase passes the attribute over. */
const isTargeted = (name: string): boolean => /^(?:sql|sqlFile|insert|createProcedure|createFunction|createTrigger)$/.test(name)

/** Plays changes one after the other. */
const play = (to: Recorder, changes: readonly Part[], changeSet: ChangeSet, run: Run, isRollback: boolean): void => {
  const edits = editsOf(changeSet.part, run.filters, isRollback)
  const isAlone = flagOf(changeSet.part, 'runInTransaction') === false
  for (const pattern of unreadableEdits(edits))
    to.note(
      note(
        'unreadable-edit',
        `The pattern ${pattern} of modifySql cannot be read: the statements are taken without it.`,
        changeSet.part,
        'warning',
      ),
    )
  for (const change of changes) {
    if (isTargeted(change.name) && !matchesDbms(textOf(change, 'dbms'), run.filters)) continue
    const context: Context = {
      names: namesFor(changeSet.quoting),
      schema: to.schema,
      fileNamed: changeSet.fileNamed,
      tell: (code, message) => to.note(note(code, message, change, code === 'ignored-by-liquibase' ? 'note' : 'warning')),
    }
    for (const said of changeNamed(change.name)(change, context)) {
      if ('code' in said) {
        to.code({ language: languageOf(changeSet.file), source: sourceOf(changeSet.file, change), ...said.code }, change.at)
        continue
      }
      const text = applyEdits(plainQuestionMarks(said.sql), edits)
      const place = text === said.sql ? said.place : undefined
      const send = (): void => to.sql(text, said.at ?? change.at, place)
      // Sent as one text, several statements outside a transaction have one of the server's own.
      if (isAlone && said.isOneText === true && to.engine.readSql(text).length > 1) to.inTransaction(send)
      else send()
    }
  }
}

/** The way back that is written, as changes: nothing where none is. */
const writtenRollback = (changeSet: ChangeSet, run: Run): { readonly changes: readonly Part[]; readonly lost?: Part } | undefined => {
  const written = partsNamed(changeSet.part, 'rollback')
  if (written.length === 0) return undefined
  let lost: Part | undefined
  const changes = written.flatMap((rollback): readonly Part[] => {
    const id = textOf(rollback, 'changeSetId') ?? textOf(rollback, 'id')
    if (id !== undefined) {
      const other = run.find(id, textOf(rollback, 'changeSetAuthor') ?? textOf(rollback, 'author'), textOf(rollback, 'changeSetPath'))
      if (other === undefined) lost = rollback
      return other === undefined ? [] : changesOf(other.part)
    }
    const { parts, value } = rollback
    const text: readonly Part[] = value === undefined || value.trim() === '' ? [] : [{ ...rollback, name: 'sql', parts: [] }]
    return [...text, ...partsNamed(rollback, 'changes').flatMap(each => each.parts), ...parts.filter(each => each.name !== 'changes')]
  })
  return lost === undefined ? { changes } : { changes, lost }
}

const isNothing = (changes: readonly Part[]): boolean =>
  changes.every(({ name }) => name === 'empty' || name === 'tagDatabase' || name === 'output')

/** A change set as a migration. */
export const migrationOf = (changeSet: ChangeSet, run: Run): Migration => {
  const { part, id, author, path } = changeSet
  const changes = changesOf(part)
  const written = writtenRollback(changeSet, run)
  const back = written?.changes ?? inverseOf(changes)
  const conditions = partNamed(part, 'preConditions')
  // A change set that is only marked as run leaves nothing to take back. Its way up is always played before its way back.
  let isSkipped = false

  const up = (to: Recorder): void => {
    isSkipped = conditions !== undefined && skips(to, conditions, changeSet, run)
    if (flagOf(part, 'failOnError') === false)
      to.note(note('may-fail', `${id}: an error in it does not stop the run, so that it may not have done what it says.`, part))
    if (!isSkipped) play(to, changes, changeSet, run, false)
  }
  const down = (to: Recorder): void => {
    if (isSkipped) {
      const message = `${id}: Liquibase would take back what it only marked as run; here nothing is taken back.`
      to.note(note('takes-back-what-never-ran', message, part, 'warning'))
      return
    }
    if (written?.lost !== undefined) {
      const message = `${id}: its rollback refers to a change set that is not there.`
      to.note(note('unknown-change-set', message, written.lost, 'warning'))
      to.code(
        {
          language: languageOf(changeSet.file),
          source: sourceOf(changeSet.file, written.lost),
          reason: 'rolls back by a change set that is not there',
        },
        written.lost.at,
      )
    }
    play(to, back ?? [], changeSet, run, true)
  }
  const isRepeated = flagOf(part, 'runOnChange') === true || flagOf(part, 'runAlways') === true || flagOf(part, 'alwaysRun') === true
  const way =
    back === undefined
      ? ({ noDown: 'missing' } as const)
      : written !== undefined && written.lost === undefined && isNothing(back)
        ? ({ noDown: 'empty' } as const)
        : { down }
  return {
    id: `${id}::${author}::${path}`,
    name: id,
    file: changeSet.file.path,
    at: part.at,
    wrapping: flagOf(part, 'runInTransaction') === false ? 'none' : 'one-each',
    up,
    ...way,
    ...(isRepeated ? { repeatable: true as const } : {}),
  }
}

/**
 * Do its preconditions keep the change set from running? Behind code that may have done anything they are judged by what the
 * change sets did, with a note; what cannot be known even so is taken as if it held.
 */
const skips = (to: Recorder, conditions: Part, changeSet: ChangeSet, run: Run): boolean => {
  const facts: Facts = {
    schema: to.schema(),
    filters: run.filters,
    inCatalog: namesFor(changeSet.quoting).inCatalog,
    hasRun: (id, author) => run.ranBefore(changeSet, id, author),
    isDefined: changeSet.isDefined,
  }
  const known = evaluateAll(conditions, facts)
  const truth = known ?? evaluateAll(conditions, { ...facts, schema: { ...facts.schema, tainted: [] } })
  const onFail = textOf(conditions, 'onFail')?.toUpperCase() ?? 'HALT'
  const isSkip = truth === false && (onFail === 'MARK_RAN' || onFail === 'CONTINUE')
  const told = onFail === 'WARN' ? undefined : outcomeOf(known, truth, isSkip)
  if (told !== undefined) to.note(note(told.code, `${changeSet.id}: ${told.message}`, conditions))
  return isSkip
}

const outcomeOf = (known: Truth, truth: Truth, isSkip: boolean): { readonly code: string; readonly message: string } | undefined => {
  const what = isSkip ? 'its changes are passed over' : 'its changes are taken'
  if (truth === undefined)
    return { code: 'unknown-precondition', message: `whether its preconditions hold cannot be told from the changelog; ${what}.` }
  if (known === undefined)
    return {
      code: 'unknown-precondition',
      message: `code before it may have changed what its preconditions ask for; by the change sets alone ${what}.`,
    }
  if (truth) return undefined
  return isSkip
    ? { code: 'precondition-fails', message: `its preconditions do not hold here; ${what}.` }
    : {
        code: 'precondition-halts',
        message: 'its preconditions do not hold in this history, where they stop the run; its changes are taken all the same.',
      }
}
