import type { Statement, Unit } from '../../plan/plan.ts'
import { keyOf } from '../../model/name.ts'
import { idiomOf, isAsPlanned, isSafeToSay, preparing } from '../idiom.ts'
import type { Render } from '../framework.ts'
import { source } from '../literal.ts'
import type { Script, ScriptStatement } from '../script.ts'
import { spaced } from '../spaced.ts'
import type { RailsContext } from './context.ts'
import { railsIdioms } from './idioms/index.ts'
import { rubyComment, rubyText, type Ruby } from './ruby.ts'
import { isRewritten, wantsAssurance } from './strong-migrations.ts'

export interface BodyRequest {
  readonly render: Render
  readonly context: RailsContext
  readonly hasIdioms: boolean
  readonly strongMigrations: boolean
}

/** One direction of a unit, as the lines of `def up` or `def down`. */
export const bodyOf = (scripts: readonly Script[], request: BodyRequest, isFileTransactional: boolean): Ruby => {
  const blocks = scripts.map(script => {
    const text = blockText(script, request)
    const wrapped = script.transactional && !isFileTransactional ? request.render('rails/transaction.rb', { text }).trimEnd() : text
    if (script.doneWhen === undefined) return wrapped
    const query = doneQuery(script.doneWhen)
    return scripts.length === 1
      ? spaced([request.render('rails/return-if-done.rb', { query }), wrapped])
      : request.render('rails/unless-done.rb', { query, text: wrapped })
  })
  return source(spaced(blocks))
}

/** A unit that leaves nothing to undo. */
export const emptyBody = ({ down }: Unit): Ruby => source(`# ${rubyComment(down.because ?? 'Nothing to undo.')}`)

/** The reason why there is no way back. */
export const irreversibleBody = ({ title, down }: Unit, render: Render): Ruby =>
  source(
    render('rails/irreversible.rb', {
      reason: rubyText(down.because === undefined ? `${title} cannot be undone.` : down.because, 'WHY'),
    }).trimEnd(),
  )

const blockText = (script: Script, request: BodyRequest): string => {
  const { settings, facts, locks, statements, tail } = script
  const created = new Set(statements.flatMap(({ statement: { step } }) => (step.kind === 'create-table' ? [keyOf(step.table.name)] : [])))
  return spaced([
    ...executes(settings, 'Long work: no short time limits.', request),
    ...executes(facts, 'Stops here unless the data is ready.', request),
    ...executes(locks, 'Waits for the lock without making others wait behind it.', request),
    ...statements.flatMap(statement => statementTexts(script, statement, created, request)),
    ...executes(tail, undefined, request),
  ])
}

const statementTexts = (script: Script, part: ScriptStatement, created: ReadonlySet<string>, request: BodyRequest): readonly string[] => {
  const { statement, before, sql, after } = part
  const texts = idiomTexts(script, part, created, request) ?? [
    ...executes([...before, ...sql], statement.why ?? statement.description, request),
    ...executes(after, undefined, request),
  ]
  return part.doneWhen === undefined
    ? texts
    : [request.render('rails/unless-done.rb', { query: doneQuery(part.doneWhen), text: spaced(texts) })]
}

/** The check afterwards falls away: unlike `IF NOT EXISTS`, Rails' words stop where something is in their way. */
const idiomTexts = (
  script: Script,
  part: ScriptStatement,
  created: ReadonlySet<string>,
  request: BodyRequest,
): readonly string[] | undefined => {
  const { statement, before, sql } = part
  const { render, context, hasIdioms, strongMigrations } = request
  const view = hasIdioms && isAsPlanned(part) && isSafeToSay(script, part) ? idiomOf(railsIdioms, statement, context) : undefined
  if (view === undefined) return undefined
  const isAssured =
    strongMigrations &&
    wantsAssurance(statement, {
      isNewTable: created.has(tableKey(statement)),
      repeats: script.repeats,
      isBehindLocks: script.transactional && (script.locks.length > 0 || script.statements.length > 1),
    })
  if (isAssured && isRewritten(statement)) return undefined
  const text = render(`rails/steps/${statement.step.kind}.rb`, view)
  const first = [...before, ...sql.slice(0, preparing(statement))]
  return [
    ...executes(first, 'Clears away what a run that was stopped may have left.', request),
    explained(isAssured ? assured(text, render) : text, statement.why, render),
  ]
}

/** Raw SQL, which strong_migrations always stops, under one comment. */
const executes = (texts: readonly string[], reason: string | undefined, { render, strongMigrations }: BodyRequest): readonly string[] => {
  if (texts.length === 0) return []
  const text = spaced(texts.map(sql => render('rails/execute.rb', { sql: rubyText(sql) })))
  return [explained(strongMigrations ? assured(text, render) : text, reason, render)]
}

const assured = (text: string, render: Render): string => {
  const lines = text.trimEnd()
  return render(lines.includes('\n') ? 'rails/assured.rb' : 'rails/assured-line.rb', { text: lines })
}

const explained = (text: string, reason: string | undefined, render: Render): string => {
  const comment = reason === undefined ? '' : rubyComment(reason)
  return render('rails/statement.rb', { comments: comment === '' ? [] : [comment], text: text.trimEnd() })
}

const tableKey = ({ step }: Statement): string => ('table' in step ? keyOf('columns' in step.table ? step.table.name : step.table) : '')

const doneQuery = (condition: string): Ruby => rubyText(`SELECT 1 WHERE ${condition}`)
