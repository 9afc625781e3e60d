import { comment, opaque, sql, tableOf, type Change, type Context } from '../change.ts'
import { flagOf, partNamed, textOf, type Part } from '../part.ts'

/** Options in the order that Liquibase writes them. */
const sequenceOptions = (change: Part, kind: 'create' | 'alter'): string => {
  const [type, start, increment] = [textOf(change, 'dataType'), textOf(change, 'startValue'), textOf(change, 'incrementBy')]
  const [least, most, cache] = [textOf(change, 'minValue'), textOf(change, 'maxValue'), textOf(change, 'cacheSize')]
  const cycle = flagOf(change, 'cycle')
  return [
    ...(type === undefined ? [] : [`AS ${type}`]),
    ...(start === undefined || kind === 'alter' ? [] : [`START WITH ${start}`]),
    ...(increment === undefined ? [] : [`INCREMENT BY ${increment}`]),
    ...(least === undefined ? [] : [`MINVALUE ${least}`]),
    ...(most === undefined ? [] : [`MAXVALUE ${most}`]),
    ...(cache === undefined ? [] : [`CACHE ${cache === '0' ? '1' : cache}`]),
    ...(cycle === true ? ['CYCLE'] : cycle === false && kind === 'alter' ? ['NO CYCLE'] : []),
  ].join(' ')
}

const sequence =
  (head: string, tail: (change: Part) => string): Change =>
  (change, context) =>
    sql(`${head} ${tableOf(change, context, 'sequenceName')} ${tail(change)}`.trimEnd())

/** The text of a change, its own or a file's. */
export const bodyOf = (change: Part, context: Context, name: string): { readonly text: string; readonly missing?: string } => {
  const path = textOf(change, 'path')
  if (path === undefined) return { text: change.value ?? textOf(change, name) ?? '' }
  const file = context.fileNamed(path, flagOf(change, 'relativeToChangelogFile') === true)
  return file === undefined ? { text: '', missing: path } : { text: file.text }
}

const createView: Change = (change, context) => {
  const { text, missing } = bodyOf(change, context, 'selectQuery')
  if (missing !== undefined) return opaque(`takes a view from ${missing}, which is not there`)
  const view = tableOf(change, context, 'viewName')
  const query = text.trim().replace(/;\s*$/, '')
  const replaces = flagOf(change, 'replaceIfExists') === true
  const full = flagOf(change, 'fullDefinition') === true ? query : `CREATE VIEW ${view} AS ${query}`
  const remarks = textOf(change, 'remarks')?.trim()
  return sql(
    replaces && !/or\s+replace/i.test(full) ? full.replace(/create/i, 'CREATE OR REPLACE') : full,
    ...(remarks === undefined || remarks === '' ? [] : [`COMMENT ON VIEW ${view} IS ${comment(remarks)}`]),
  )
}

/** A function or procedure as the author wrote it, sent whole. */
const createRoutine =
  (name: string): Change =>
  (change, context) => {
    const { text, missing } = bodyOf(change, context, name)
    if (missing !== undefined) return opaque(`takes its text from ${missing}, which is not there`)
    const own = change.value === undefined ? partNamed(change, name) : change
    return [
      { sql: text, isOneText: true, ...(own?.place === undefined || textOf(change, 'path') !== undefined ? {} : { place: own.place }) },
    ]
  }

const drop =
  (kind: string, name: string, suffix = ''): Change =>
  (change, context) =>
    sql(`DROP ${kind} ${flagOf(change, 'ifExists') === true ? 'IF EXISTS ' : ''}${tableOf(change, context, name)}${suffix}`)

export const objectChanges: Readonly<Record<string, Change>> = {
  createSequence: sequence('CREATE SEQUENCE IF NOT EXISTS', change => sequenceOptions(change, 'create')),
  alterSequence: sequence('ALTER SEQUENCE', change => sequenceOptions(change, 'alter')),
  dropSequence: sequence('DROP SEQUENCE', () => 'CASCADE'),
  renameSequence: (change, context) =>
    sql(
      `ALTER SEQUENCE ${tableOf(change, context, 'oldSequenceName')} RENAME TO ${context.names.one(textOf(change, 'newSequenceName') ?? '')}`,
    ),
  createView,
  dropView: drop('VIEW', 'viewName'),
  renameView: (change, context) =>
    sql(`ALTER TABLE ${tableOf(change, context, 'oldViewName')} RENAME TO ${context.names.one(textOf(change, 'newViewName') ?? '')}`),
  setViewRemarks: (change, context) =>
    sql(`COMMENT ON VIEW ${tableOf(change, context, 'viewName')} IS ${comment((textOf(change, 'remarks') ?? '').trim())}`),
  createProcedure: createRoutine('procedureText'),
  dropProcedure: drop('PROCEDURE', 'procedureName'),
  // The commercial edition's; their text is SQL all the same.
  createFunction: createRoutine('functionBody'),
  createTrigger: createRoutine('triggerBody'),
  dropFunction: drop('FUNCTION', 'functionName'),
  dropTrigger: (change, context) =>
    sql(`DROP TRIGGER ${context.names.one(textOf(change, 'triggerName') ?? '')} ON ${tableOf(change, context)}`),
}
