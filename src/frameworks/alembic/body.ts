import type { Unit } from '../../plan/plan.ts'
import type { StepOf } from '../../steps/step.ts'
import { codeLines, codeMessage } from '../code-stub.ts'
import type { Render } from '../framework.ts'
import { idiomOf, type View } from '../idiom.ts'
import { oneLine } from '../literal.ts'
import type { Script, ScriptStatement } from '../script.ts'
import { irreversibleMessage } from '../sql-text.ts'
import type { AlembicContext } from './context.ts'
import { alembicIdioms } from './idioms/index.ts'
import { indexView } from './idioms/index-idioms.ts'
import { lockCall } from './polite-lock.ts'
import { executed, layOut, pyString, python } from './python.ts'

export interface BodyRequest {
  /** Locks are taken by the helper that the repository keeps. */
  readonly usesLockFile: boolean
  readonly render: Render
  readonly context: AlembicContext
  /** Operations say a step once; what may run again is said in SQL. */
  readonly isOnce: boolean
}

/** One direction of a unit, as the indented lines of its function. */
export const bodyOf = (scripts: readonly Script[], request: BodyRequest): string =>
  paragraphs(
    scripts.flatMap((script, n) => {
      if (!script.transactional)
        return [request.render('alembic/autocommit.py', { body: paragraphs(blockTexts(script, request, 8)) }).trimEnd()]
      // Neither while it waits for a lock nor during long work: by default all revisions of a run share one transaction.
      const startsAnew = script.head.length > 0 || scripts[n - 1]?.transactional === true
      return [...(startsAnew ? [request.render('alembic/commit.py', {}).trimEnd()] : []), ...blockTexts(script, request, 4)]
    }),
  )

/** A direction in which there is nothing to do. */
export const emptyBody = (because = 'Nothing to undo.'): string => `    pass  # ${oneLine(because)}`

export const irreversibleBody = (unit: Unit): string =>
  layOut(python(`raise NotImplementedError(${pyString(irreversibleMessage(unit))})`), 4)

const blockTexts = (
  { place, settings, facts, locks, lockRequest, statements, tail, leave }: Script,
  request: BodyRequest,
  indent: number,
): readonly string[] => [
  ...group(place, 'Keeps to the schema of this tenant.', indent),
  ...group(settings, 'Long work that blocks neither reads nor writes: no short time limits.', indent),
  ...group(facts, 'Stops here unless the data is ready.', indent),
  ...(request.usesLockFile && lockRequest !== undefined
    ? [[...comment(waits, indent), lockCall(lockRequest, indent)].join('\n')]
    : group(locks, waits, indent)),
  ...statements.flatMap(part => statementTexts(part, request, indent)),
  ...group(tail, undefined, indent),
  ...group(leave, undefined, indent),
]

const waits = 'Waits for the lock without making others wait behind it.'

const statementTexts = (part: ScriptStatement, request: BodyRequest, indent: number): readonly string[] => {
  const { statement, before, sql, after } = part
  if (statement.step.kind === 'run-code') return [codeStub(statement.step, indent)]
  const said = idiomaticTexts(part, request, indent)
  const lines = [...before.map(text => executed(text, indent)), ...(said ?? sql.map(text => executed(text, indent)))]
  // An operation that finds its object there already fails by itself, where plain SQL says IF NOT EXISTS.
  const checks = said !== undefined && statement.effects.transactional ? [] : after.map(text => executed(text, indent))
  return lines.length + checks.length === 0 ? [] : [[...comment(statement.why, indent), ...lines, ...checks].join('\n')]
}

/** The texts of a statement, each operation in the place of the SQL that it says. */
const idiomaticTexts = (
  { statement, sql }: ScriptStatement,
  { render, context, isOnce }: BodyRequest,
  indent: number,
): readonly string[] | undefined => {
  const { step } = statement
  // SQL that differs from the engine's was wrapped for a repetition, which an operation would not survive.
  const isPlain = sql.length === statement.sql.length && sql.every((text, n) => text === statement.sql[n]?.sql)
  const isRepeatable = 'online' in step && step.online
  const main = sql.length === 1 ? 0 : sql.findIndex(text => mainTexts[step.kind]?.test(text) === true)
  const view = isPlain && (isOnce || isRepeatable) && main >= 0 ? viewOf(part(statement, main), context) : undefined
  if (view === undefined) return undefined
  const indexes = step.kind === 'create-table' ? [...step.table.indexes] : []
  return sql.map((text, n) => {
    const index = n !== main && indexText.test(text) ? indexes.shift() : undefined
    const words = index !== undefined && step.kind === 'create-table' ? indexView(step.table.name, index) : n === main ? view : undefined
    return words === undefined
      ? executed(text, indent)
      : layOut(python(render(`alembic/steps/${index === undefined ? step.kind : 'create-index'}.py`, words).trimEnd()), indent)
  })
}

const indexText = /^CREATE (?:UNIQUE )?INDEX/

/** Which of several SQL texts the operation says; the others (a sequence, a comment, an index) stay SQL. */
const mainTexts: Partial<Record<string, RegExp>> = {
  'create-table': /^CREATE TABLE/,
  'add-column': /^ALTER TABLE [^]*\bADD COLUMN/,
  'create-index': indexText,
  'add-constraint': /^ALTER TABLE [^]*\bADD CONSTRAINT/,
}

const part = (statement: ScriptStatement['statement'], main: number): ScriptStatement['statement'] => ({
  ...statement,
  sql: statement.sql.slice(main, main + 1),
})
const viewOf = (statement: ScriptStatement['statement'], context: AlembicContext): View | undefined =>
  idiomOf(alembicIdioms, statement, context)

/** Program code of another language as a comment, and what stops whoever runs it. */
const codeStub = (step: StepOf<'run-code'>, indent: number): string =>
  [
    ...codeLines(step.up).map(line => `${' '.repeat(indent)}# ${line}`.trimEnd()),
    layOut(python(`raise NotImplementedError(${pyString(codeMessage(step))})`), indent),
  ].join('\n')

const group = (texts: readonly string[], reason: string | undefined, indent: number): readonly string[] =>
  texts.length === 0 ? [] : [[...comment(reason, indent), ...texts.map(text => executed(text, indent))].join('\n')]

const comment = (text: string | undefined, indent: number): readonly string[] => {
  const line = oneLine(text ?? '')
  return line === '' ? [] : [`${' '.repeat(indent)}# ${line}`]
}

const paragraphs = (texts: readonly string[]): string => texts.join('\n\n')
