import type { Statement, Unit } from '../../plan/plan.ts'
import { idiomOf, isAsPlanned, isSafeToSay, preparing, type View } from '../idiom.ts'
import type { Render } from '../framework.ts'
import type { Script, ScriptStatement } from '../script.ts'
import { spaced } from '../spaced.ts'
import type { LaravelContext } from './context.ts'
import { laravelIdioms, postgresOnly } from './idioms/index.ts'
import { isPreparable } from './pdo.ts'
import { lockCall } from './polite-lock.ts'
import { phpComment, phpText } from './php.ts'

export interface BodyRequest {
  /** Locks are taken by the helper that the repository keeps. */
  readonly usesLockFile: boolean
  readonly render: Render
  readonly context: LaravelContext
  readonly hasIdioms: boolean
  /** `pgsql`: the driver whose SQL the file holds. */
  readonly driver: string
  /** May it be asked whether another process has recorded the file meanwhile? */
  readonly asksLedger: boolean
  /** Nothing is said of other drivers. */
  readonly isAsWritten: boolean
  /** How many of the first blocks are over, whatever they left, once a condition holds: a later block has taken their work up. */
  readonly passed?: { readonly count: number; readonly when: string }
}

/** Some lines of a method, and whether another driver (a test suite on SQLite) can run them too. */
interface Piece {
  readonly text: string
  readonly isPortable: boolean
  readonly usesDb?: boolean
  readonly usesBlueprint?: boolean
  readonly usesSchema?: boolean
}

export interface Body {
  readonly text: string
  readonly usesDb: boolean
  readonly usesSchema: boolean
  readonly usesBlueprint: boolean
}

/** One direction of a unit, as the lines of `up()` or `down()`. */
export const bodyOf = (scripts: readonly Script[], request: BodyRequest, isFileTransactional: boolean): Body => {
  const blocks = scripts.map(script => piecesOf(script, request))
  const pieces = blocks.flat()
  const isPortable = !request.isAsWritten && pieces.some(piece => piece.isPortable)
  const texts = scripts.map((script, n) =>
    blockText(script, blocks[n]!, { ...request, isPortable, isOnly: scripts.length === 1, isFileTransactional }),
  )
  const {
    render,
    context: { db },
    driver,
    isAsWritten,
    passed,
  } = request
  if (passed !== undefined) {
    const text = spaced(texts.splice(0, passed.count))
    texts.unshift(render('laravel/unless-done.php', { db, driver, isPortable, query: doneQuery(passed.when), text }))
  }
  return {
    text: spaced(isPortable || isAsWritten ? texts : [render('laravel/return-if-other-driver.php', { db, driver }), ...texts]),
    usesDb:
      passed !== undefined ||
      pieces.some(({ isPortable, usesDb }) => usesDb === true || (!isPortable && !isAsWritten)) ||
      scripts.some(({ doneWhen, transactional }) => doneWhen !== undefined || (transactional && !isFileTransactional)),
    usesSchema: pieces.some(({ usesSchema }) => usesSchema),
    usesBlueprint: pieces.some(({ usesBlueprint }) => usesBlueprint),
  }
}

/** A direction in which there is nothing to do. */
export const emptyBody = (because = 'Nothing to undo.'): Body => ({ ...noUse, text: `// ${phpComment(because)}` })

/** The reason why there is no way back. */
export const irreversibleBody = ({ title, down }: Unit, render: Render): Body => {
  const reason = phpText(`This migration cannot be undone: ${down.because ?? title}`, 'WHY')
  return { ...noUse, text: render('laravel/irreversible.php', { reason }).trimEnd() }
}

const noUse = { usesDb: false, usesSchema: false, usesBlueprint: false } as const

interface BlockRequest extends BodyRequest {
  readonly isPortable: boolean
  readonly isOnly: boolean
  readonly isFileTransactional: boolean
}

/** A block with its guards: the driver's, the transaction, the test of whether it has run. */
const blockText = (script: Script, pieces: readonly Piece[], request: BlockRequest): string => {
  const {
    render,
    context: { db },
    driver,
    isPortable,
    isOnly,
    isFileTransactional,
  } = request
  const lines = isPortable ? guardedRuns(pieces, request) : spaced(pieces.map(({ text }) => text))
  const wrapped = script.transactional && !isFileTransactional ? render('laravel/transaction.php', { db, text: lines }).trimEnd() : lines
  if (script.doneWhen === undefined) return wrapped
  const view = { db, driver, isPortable, query: doneQuery(script.doneWhen) }
  return isOnly
    ? spaced([render('laravel/return-if-done.php', view), wrapped])
    : render('laravel/unless-done.php', { ...view, text: wrapped })
}

/** Neighbours that only one driver understands share one test for it. */
const guardedRuns = (pieces: readonly Piece[], { render, context: { db }, driver }: BodyRequest): string => {
  const runs: { isPortable: boolean; texts: string[] }[] = []
  for (const { isPortable, text } of pieces) {
    const last = runs.at(-1)
    if (last?.isPortable === isPortable) last.texts.push(text)
    else runs.push({ isPortable, texts: [text] })
  }
  return spaced(
    runs.map(({ isPortable, texts }) =>
      isPortable ? spaced(texts) : render('laravel/if-driver.php', { db, driver, text: spaced(texts) }),
    ),
  )
}

const piecesOf = (script: Script, request: BodyRequest): readonly Piece[] => {
  const head = [
    ...executes(script.place, 'Keeps to the schema of this tenant.', request),
    ...executes(script.settings, 'Long work: no short time limits.', request),
    ...executes(script.facts, 'Stops here unless the data is ready.', request),
    ...lockPieces(script, request),
  ]
  const build = request.asksLedger && !script.transactional && script.statements.length === 1 ? script.statements[0] : undefined
  const clearing = build === undefined ? [] : executes(preparation(build), clearsAway, request)
  const isCleared = clearing.length > 0
  const statements = script.statements.flatMap(statement => statementPieces(script, statement, isCleared, request))
  const tail = [...executes(script.tail, undefined, request), ...executes(script.leave, undefined, request)]
  const resets = isCleared ? spaced(tail.map(({ text }) => text)) : ''
  const isPortable = head.length === 0 && statements[0]?.isPortable === true
  const ledger = request.asksLedger ? [{ text: request.render('laravel/return-if-recorded.php', { resets }), isPortable }] : []
  // Whoever holds the lock is alone: what is recorded now stays so. Without one it is better asked before the long work, but
  // after the wait for another process' build, which may have gone on to its next files meanwhile.
  const begin = script.transactional || isCleared ? [...head, ...clearing, ...ledger] : [...ledger, ...head]
  return [...begin, ...statements, ...tail]
}

const lockPieces = ({ locks, lockRequest }: Script, request: BodyRequest): readonly Piece[] => {
  const reason = 'Waits for the lock without making others wait behind it.'
  const { usesLockFile, context, render } = request
  return usesLockFile && lockRequest !== undefined
    ? [{ text: explained(lockCall(lockRequest, context, render), reason, render), isPortable: false, usesDb: true }]
    : executes(locks, reason, request)
}

const clearsAway = 'Clears away what a run that was stopped may have left.'

const preparation = ({ statement, before, sql }: ScriptStatement): readonly string[] => [...before, ...sql.slice(0, preparing(statement))]

const statementPieces = (script: Script, part: ScriptStatement, isCleared: boolean, request: BodyRequest): readonly Piece[] => {
  const { statement, before, sql, after, doneWhen } = part
  const texts = isCleared ? sql.slice(preparing(statement)) : [...before, ...sql]
  const pieces = idiomPieces(script, part, isCleared, request) ?? [
    ...executes(texts, statement.why ?? statement.description, request),
    ...executes(after, undefined, request),
  ]
  if (doneWhen === undefined) return pieces
  const {
    render,
    context: { db },
    driver,
  } = request
  const text = render('laravel/unless-done.php', {
    db,
    driver,
    isPortable: false,
    query: doneQuery(doneWhen),
    text: spaced(pieces.map(piece => piece.text)),
  })
  const usesSchema = pieces.some(piece => piece.usesSchema)
  const usesBlueprint = pieces.some(piece => piece.usesBlueprint)
  return [{ text, isPortable: false, usesSchema, usesBlueprint }]
}

const idiomPieces = (script: Script, part: ScriptStatement, isCleared: boolean, request: BodyRequest): readonly Piece[] | undefined => {
  const { statement, after } = part
  const { render, context, hasIdioms } = request
  const view = hasIdioms && isAsPlanned(part) ? idiomOf(laravelIdioms, statement, context) : undefined
  if (view === undefined) return undefined
  // Where a repetition is not passed over as a whole, the builder is asked whether the step is still to be done.
  const isSafe = isSafeToSay(script, part)
  const isTested = !isSafe && view.isRepeatable !== true
  const condition = isTested ? stillToDo(view, context) : undefined
  if (isTested && condition === undefined) return undefined
  const { kind } = statement.step
  const said = render(`laravel/steps/${kind}.php`, view).trimEnd()
  const text = condition === undefined ? said : render('laravel/if.php', { condition, text: said })
  return [
    ...(isCleared ? [] : executes(preparation(part), clearsAway, request)),
    {
      text: explained(text, statement.why, render),
      isPortable: !postgresOnly.has(kind),
      usesDb: (isTested && view.onlyIf !== undefined) || said.includes('DB::raw('),
      usesSchema: kind !== 'run-code',
      usesBlueprint: kind !== 'drop-table' && kind !== 'run-code',
    },
    // What is passed over may be another object of that name; what is done anew stops at one by itself.
    ...(isSafe ? [] : executes(after, undefined, request)),
  ]
}

/** `migrate --pretend` gets no answer from the database and takes everything for absent: what goes has to be shown all the same. */
const stillToDo = ({ unless, onlyIf }: View, { db }: LaravelContext): string | undefined =>
  onlyIf !== undefined ? `${db}pretending() || ${String(onlyIf)}` : unless !== undefined ? `! ${String(unless)}` : undefined

/** Raw SQL under one comment. */
const executes = (texts: readonly string[], reason: string | undefined, { render, context: { db } }: BodyRequest): readonly Piece[] => {
  if (texts.length === 0) return []
  const calls = texts.map(sql =>
    render('laravel/execute.php', { db, method: isPreparable(sql) ? 'statement' : 'unprepared', sql: phpText(sql) }),
  )
  return [{ text: explained(spaced(calls), reason, render), isPortable: false, usesDb: true }]
}

const explained = (text: string, reason: string | undefined, render: Render): string => {
  const comment = reason === undefined ? '' : phpComment(reason)
  return render('laravel/statement.php', { comments: comment === '' ? [] : [comment], text: text.trimEnd() })
}

const doneQuery = (condition: string) => phpText(`SELECT 1 WHERE ${condition}`)

/** May the file ask in PHP whether a block has run? The query goes through PDO's parser. */
export const isAskable = (statements: readonly Statement[]): boolean =>
  statements.every(({ sql }) => sql.every(({ doneWhen }) => doneWhen === undefined || isPreparable(doneWhen)))
