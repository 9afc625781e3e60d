import type { Statement, Unit } from '../../plan/plan.ts'
import { keyOf } from '../../model/name.ts'
import { idiomOf, isAsPlanned, isSafeToSay, preparing } from '../idiom.ts'
import type { Render } from '../framework.ts'
import { source } from '../literal.ts'
import type { Script, ScriptStatement } from '../script.ts'
import { spaced } from '../spaced.ts'
import { lockCall } from './polite-lock.ts'
import type { RailsContext } from './context.ts'
import { railsIdioms } from './idioms/index.ts'
import { rubyComment, rubyText, type Ruby } from './ruby.ts'
import { isRewritten, wantsAssurance } from './strong-migrations.ts'

export interface BodyRequest {
  /** Locks are taken by the helper that the repository keeps. */
  readonly usesLockFile: boolean
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
    if (script.doneWhen === undefined || (script.statements.length === 1 && isAskedLate(script, script.statements[0]!, request)))
      return wrapped
    const query = doneQuery(script.doneWhen)
    return scripts.length === 1
      ? spaced([request.render('rails/return-if-done.rb', { query }), wrapped])
      : request.render('rails/unless-done.rb', { query, text: wrapped })
  })
  return source(spaced(blocks))
}

/** A direction in which there is nothing to do. */
export const emptyBody = (because = 'Nothing to undo.'): Ruby => source(`# ${rubyComment(because)}`)

/** The reason why there is no way back. */
export const irreversibleBody = ({ title, down }: Unit, render: Render): Ruby =>
  source(
    render('rails/irreversible.rb', {
      reason: rubyText(down.because === undefined ? `${title} cannot be undone.` : down.because, 'WHY'),
    }).trimEnd(),
  )

const keepsToTenant = 'Keeps to the schema of this tenant.'

const blockText = (script: Script, request: BodyRequest): string => {
  const { place, settings, facts, statements, tail, leave } = script
  // RESET would give the server's limits, not those of database.yml.
  const isKept = tail.length > 0 && request.hasIdioms
  return spaced([
    ...executes(place, keepsToTenant, request),
    ...(isKept ? [explained(request.render('rails/keep-limits.rb', {}), 'Long work: no short time limits.', request.render)] : []),
    ...executes(settings, isKept ? undefined : 'Long work: no short time limits.', request),
    ...executes(facts, 'Stops here unless the data is ready.', request),
    ...lockTexts(script, request),
    ...statements.flatMap(statement => statementTexts(script, statement, request)),
    ...(isKept
      ? [assuredIf(request.strongMigrations, request.render('rails/restore-limits.rb', {}), request)]
      : executes(tail, undefined, request)),
    ...executes(leave, undefined, request),
  ])
}

const lockTexts = ({ locks, lockRequest }: Script, request: BodyRequest): readonly string[] => {
  const reason = 'Waits for the lock without making others wait behind it.'
  return request.usesLockFile && lockRequest !== undefined
    ? [explained(lockCall(lockRequest, request.render), reason, request.render)]
    : executes(locks, reason, request)
}

const statementTexts = (script: Script, part: ScriptStatement, request: BodyRequest): readonly string[] => {
  const { statement, before, sql, after } = part
  const texts = idiomTexts(script, part, request) ?? [
    ...executes([...before, ...sql], statement.why ?? statement.description, request),
    ...executes(after, undefined, request),
  ]
  return part.doneWhen === undefined || isAskedLate(script, part, request)
    ? texts
    : [request.render('rails/unless-done.rb', { query: doneQuery(part.doneWhen), text: spaced(texts) })]
}

/** The check afterwards falls away: unlike `IF NOT EXISTS`, Rails' words stop where something is in their way. */
const idiomTexts = (script: Script, part: ScriptStatement, request: BodyRequest): readonly string[] | undefined => {
  const { statement } = part
  const { render } = request
  const idiom = idiomIn(script, part, request)
  if (idiom === undefined) return undefined
  const said = explained(
    assuredIf(idiom.isAssured, render(`rails/steps/${statement.step.kind}.rb`, idiom.view), request),
    statement.why,
    render,
  )
  const doneWhen = part.doneWhen ?? script.doneWhen
  return [
    ...executes(preparation(part), 'Clears away what a run that was stopped may have left.', request),
    doneWhen !== undefined && isAskedLate(script, part, request)
      ? render('rails/unless-done.rb', { query: doneQuery(doneWhen), text: said.trimEnd() })
      : said,
  ]
}

const idiomIn = (script: Script, part: ScriptStatement, { context, hasIdioms, strongMigrations }: BodyRequest) => {
  const { statement } = part
  const view = hasIdioms && isAsPlanned(part) && isSafeToSay(script, part) ? idiomOf(railsIdioms, statement, context) : undefined
  const isAssured =
    strongMigrations &&
    wantsAssurance(statement, {
      isNewTable: script.statements.some(
        // Said in SQL it is none that strong_migrations knows.
        ({ statement: other }) =>
          other.step.kind === 'create-table' &&
          keyOf(other.step.table.name) === tableKey(statement) &&
          idiomOf(railsIdioms, other, context) !== undefined,
      ),
      repeats: script.repeats,
      isBehindLocks: script.transactional && (script.locks.length > 0 || script.statements.length > 1),
    })
  return view === undefined || (isAssured && isRewritten(statement)) ? undefined : { view, isAssured }
}

const preparation = ({ statement, before, sql }: ScriptStatement): readonly string[] => [...before, ...sql.slice(0, preparing(statement))]

/** What a stopped run left may still be going on: whether the step has run is known only when that is waited for and cleared away. */
const isAskedLate = (script: Script, part: ScriptStatement, request: BodyRequest): boolean =>
  preparation(part).length > 0 && idiomIn(script, part, request) !== undefined

/** Raw SQL, which strong_migrations always stops, under one comment. */
const executes = (texts: readonly string[], reason: string | undefined, { render, strongMigrations }: BodyRequest): readonly string[] => {
  if (texts.length === 0) return []
  const text = spaced(texts.map(sql => render('rails/execute.rb', { sql: rubyText(sql) })))
  return [explained(assuredIf(strongMigrations, text, { render }), reason, render)]
}

const assuredIf = (isAssured: boolean, text: string, { render }: Pick<BodyRequest, 'render'>): string => {
  const lines = text.trimEnd()
  if (!isAssured) return lines
  return render(lines.includes('\n') ? 'rails/assured.rb' : 'rails/assured-line.rb', { text: lines })
}

const explained = (text: string, reason: string | undefined, render: Render): string => {
  const comment = reason === undefined ? '' : rubyComment(reason)
  return render('rails/statement.rb', { comments: comment === '' ? [] : [comment], text: text.trimEnd() })
}

const tableKey = ({ step }: Statement): string => ('table' in step ? keyOf('columns' in step.table ? step.table.name : step.table) : '')

const doneQuery = (condition: string): Ruby => rubyText(`SELECT 1 WHERE ${condition}`)
