import { forwardOf, originOf } from '../plan/origin.ts'
import type { Block, Plan, Stage, Statement, Unit } from '../plan/plan.ts'
import type { Engine, LockRequest, SqlStatement } from '../steps/engine.ts'
import { assertionOf } from './asserting.ts'

/** One statement of the plan as SQL texts, each to be sent on its own, none with a trailing semicolon. */
export interface ScriptStatement {
  readonly statement: Statement
  /** Clears away what an interrupted run may have left; repeatable. */
  readonly before: readonly string[]
  /** The step itself, wrapped so that a repeated run passes over it where the framework may repeat it. */
  readonly sql: readonly string[]
  /** Raises unless the step has done what it should. */
  readonly after: readonly string[]
  /**
   * True once the statement has run. Only where a run may be repeated and the condition is neither inside `sql`
   * nor tested for the whole script: with `hostGuards`, and for a statement that no block can hold (CONCURRENTLY),
   * which is done again where the framework has no language of its own to test it.
   */
  readonly doneWhen?: string
}

/** A block of the plan as the texts a framework sends, in order: `head`, each of `statements`, `tail`, `leave`. */
export interface Script {
  readonly transactional: boolean
  /** A run may be repeated after it has been done. */
  readonly repeats: boolean
  /** What stands before the statements: `place`, `settings`, `facts`, `locks`. */
  readonly head: readonly string[]
  /** A job's: no short time limits. Where something is read before the locks are taken: what keeps other migrations out. */
  readonly settings: readonly string[]
  /** Each raises unless the data is ready. */
  readonly facts: readonly string[]
  /** The polite acquisition of locks. */
  readonly locks: readonly string[]
  /** The same, for the helper that a repository keeps of it. */
  readonly lockRequest?: LockRequest
  readonly statements: readonly ScriptStatement[]
  readonly tail: readonly string[]
  /** Keeps the block to the schema of one tenant; stands before everything else. Empty where there is one schema. */
  readonly place: readonly string[]
  /** Takes that back; stands behind everything else. */
  readonly leave: readonly string[]
  /**
   * True once the whole block has run: the conjunction over its statements. Absent where one of them may
   * simply be repeated, where the framework never repeats it, or where each statement is to be tested for itself.
   */
  readonly doneWhen?: string
}

export interface ScriptRequest {
  readonly plan: Plan
  readonly stage: Stage
  readonly unit: Unit
  readonly engine: Engine
  /**
   * May the framework run the block again after it has committed: its ledger row is not written in the
   * block's own transaction? Laravel and raw SQL: yes. Rails, Alembic, Flyway, Liquibase: not in a
   * transactional file. A block outside a transaction is always taken as repeatable.
   */
  readonly reruns: boolean
  /**
   * The framework tests `doneWhen` in its own language, on the script or on the statement, and passes over what
   * has run; what it can test so is not wrapped in SQL.
   */
  readonly hostGuards?: boolean
  /** The file is plain SQL and does not begin its transaction: the runner does, or a person who forgets to. */
  readonly isLeftToRunner?: boolean
  /** Name of the emitted file of a unit, for messages; its title is named where the file is not known. */
  readonly fileOf?: (unit: Unit) => string | undefined
}

/** Seconds a file keeps trying for its locks within one transaction, unless the plan says otherwise. */
const usualPatience = 10

/** A block, up or down, as SQL texts. */
export const scriptOf = (block: Block, request: ScriptRequest): Script => {
  const { engine, plan, hostGuards = false } = request
  const { patience = usualPatience } = plan
  // What is converted runs as it did where it was written.
  const asserts = assertionOf(request.unit, block)
  // An assertion finds its work done elsewhere, as a second run would.
  const reruns = originOf(request.unit) === undefined && (request.reruns || !block.transactional || asserts !== undefined)
  const doneWhen = reruns ? (block.doneWhen ?? conjunction(block.statements.flatMap(({ sql }) => sql))) : undefined
  // Statements of a transaction are done together or not at all; others each for themselves.
  const isTestedWhole = hostGuards && doneWhen !== undefined && (block.transactional || block.statements.length === 1)
  const guards: Guards = !reruns || isTestedWhole ? 'none' : hostGuards ? 'host' : 'sql'
  const whole = guards === 'none' ? undefined : block.doneWhen
  const inHead = guards === 'none' ? undefined : doneWhen
  const first = block.acquireByStatement ? block.statements[0]?.sql[0] : undefined
  const facts = block.facts.map(fact =>
    engine.assertFact(
      reruns ? fact : { ...fact, needs: [] },
      asserts === undefined ? factMessage(fact.otherwise, request) : jobMessage(fact.otherwise, asserts),
    ),
  )
  const acquiring = {
    maxStall: plan.maxStall,
    patience,
    ...(block.class === 'job' ? { isJob: true } : {}),
    ...(request.isLeftToRunner === true ? { isLeftToRunner: true } : {}),
    ...(inHead === undefined ? {} : { doneWhen: inHead }),
    ...(guards === 'none' ? {} : { reruns: true }),
    ...(first === undefined ? {} : { statement: guards === 'none' ? first.sql : guarded(engine, first) }),
  }
  const takesLocks = block.acquire.length > 0 || first !== undefined
  const locks = takesLocks ? engine.acquire(block.acquire, acquiring) : []
  const lockRequest = takesLocks ? engine.politeLock?.ask(block.acquire, acquiring) : undefined
  const isReadFirst = block.facts.length > 0 && asserts === undefined
  const settings = [
    ...(block.class === 'job' || block.facts.some(fact => fact.scans) ? engine.beginJob(block.transactional) : []),
    ...(isReadFirst && block.acquire.length > 0 && first === undefined ? (engine.queueUp?.(block.acquire, { patience }) ?? []) : []),
  ]
  const kept =
    block.statements.length === 0
      ? undefined
      : engine.keepToTenant?.(
          block.statements.map(({ step }) => step),
          block.transactional ? 'transaction' : 'session',
        )
  const place = kept === undefined ? [] : [kept.place]
  return {
    transactional: block.transactional,
    repeats: reruns,
    place,
    leave: kept === undefined ? [] : [kept.leave],
    head: [...place, ...settings, ...facts, ...locks],
    settings,
    facts,
    locks,
    ...(lockRequest === undefined ? {} : { lockRequest }),
    statements:
      whole === undefined
        ? block.statements.map(statement => scriptStatement(statement, { engine, reruns, guards, first }))
        : [asOne(block, whole, engine)],
    tail: block.class === 'job' && !block.transactional ? engine.endJob() : [],
    ...(doneWhen === undefined || guards === 'host' ? {} : { doneWhen }),
  }
}

/** Everything of a script in order, for frameworks whose files are SQL. */
export const sqlOf = ({ head, statements, tail, leave }: Script): readonly string[] => [
  ...head,
  ...statements.flatMap(({ before, sql, after }) => [...before, ...sql, ...after]),
  ...tail,
  ...leave,
]

/**
 * May one file hold both directions in the framework's own transaction? If not, the file stands outside any,
 * and each transactional block is wrapped by hand.
 */
export const isFileTransactional = (unit: Unit): boolean =>
  [forwardOf(unit), unit.down.blocks].every(blocks => blocks.length <= 1 && blocks.every(block => block.transactional))

/** Where it is tested whether a statement has run: nowhere (or once for all), in its SQL, in the framework's language. */
type Guards = 'none' | 'sql' | 'host'

interface Ceremony {
  readonly engine: Engine
  readonly reruns: boolean
  readonly guards: Guards
  /** Runs inside the head already. */
  readonly first: SqlStatement | undefined
}

/** A block that is done as a whole or not at all, and whose statements cannot tell by themselves. */
const asOne = ({ statements }: Block, doneWhen: string, engine: Engine): ScriptStatement => {
  const plain = statements.map(statement => scriptStatement(statement, { engine, reruns: true, guards: 'none', first: undefined }))
  return {
    statement: statements[0]!,
    before: [],
    sql: [
      engine.allUnless(
        plain.flatMap(({ statement, before, sql, after }) =>
          [...before, ...sql, ...after].map((text, i) =>
            i === 0 && statement !== statements[0] && statement.why !== undefined ? { sql: text, comment: statement.why } : { sql: text },
          ),
        ),
        doneWhen,
      ),
    ],
    after: [],
  }
}

const scriptStatement = (statement: Statement, { engine, reruns, guards, first }: Ceremony): ScriptStatement => {
  const texts = statement.sql.filter(text => text !== first)
  const doneWhen = guards === 'none' || (guards === 'sql' && statement.effects.transactional) ? undefined : conjunction(texts)
  const isWrapped = guards !== 'none' && doneWhen === undefined && statement.effects.transactional
  return {
    statement,
    before: reruns ? texts.flatMap(({ healFirst }) => healFirst ?? []) : [],
    sql: texts.map(text => (isWrapped ? guarded(engine, text) : text.sql)),
    after: statement.sql.flatMap(({ assertAfter }) =>
      assertAfter === undefined
        ? []
        : [engine.assertFact({ ...assertAfter, reads: [], scans: false }, `LOCKSTEP: ${assertAfter.otherwise}`)],
    ),
    ...(doneWhen === undefined ? {} : { doneWhen }),
  }
}

const guarded = (engine: Engine, statement: SqlStatement): string =>
  statement.doneWhen === undefined ? statement.sql : engine.onlyUnless(statement)

const conjunction = (texts: readonly SqlStatement[]): string | undefined => {
  const told = texts.flatMap(({ doneWhen }) => doneWhen ?? [])
  if (told.length === 0 || told.length < texts.length) return undefined
  const conditions = [...new Set(told)]
  return conditions.length === 1 ? conditions[0] : conditions.map(condition => `(${condition})`).join(' AND ')
}

/** `otherwise` may hold `%s` for the count; the engine fills it in. */
const factMessage = (otherwise: string, { plan, stage, unit, fileOf }: ScriptRequest): string => {
  const filling = fillingBefore(plan, unit)
  const file = filling === undefined ? undefined : (fileOf?.(filling) ?? `"${filling.title}"`)
  const next = file === undefined ? 'Correct the data, then retry.' : `Finish ${file}, then retry.`
  const late = stage.phase === 'contract' ? ' Urgent release? Leave this file out; it is safe to ship later.' : ''
  return `LOCKSTEP GATE: ${stage.phase} of "${plan.title}" must not run yet. ${otherwise}. Nothing was changed. ${next}${late}`
}

const jobMessage = (otherwise: string, { title, command }: { readonly title: string; readonly command: string }): string =>
  `LOCKSTEP JOB: "${title}" is not through. ${otherwise}. Nothing was changed. Run ${command}, then migrate again.`

/** The last unit before this one that fills existing rows. */
const fillingBefore = (plan: Plan, unit: Unit): Unit | undefined => {
  const units = plan.stages.flatMap(({ units }) => units)
  const before = units.slice(
    0,
    units.findIndex(({ id }) => id === unit.id),
  )
  return before.findLast(({ up }) => up.statements.some(({ step }) => step.kind === 'backfill'))
}
