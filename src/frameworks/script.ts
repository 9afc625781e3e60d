import type { Block, Plan, Stage, Statement, Unit } from '../plan/plan.ts'
import type { Engine, SqlStatement } from '../steps/engine.ts'

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
   * True once the statement has run. Only where a run may be repeated and the condition is not inside `sql`
   * already: a statement that no block can hold (CONCURRENTLY). A framework with a language of its own may
   * test it and pass over the statement; without the test a repetition does the work again.
   */
  readonly doneWhen?: string
}

/** A block of the plan as the texts a framework sends, in order: `head`, each of `statements`, `tail`. */
export interface Script {
  readonly transactional: boolean
  /** The settings of a job, facts, then the polite acquisition of locks. */
  readonly head: readonly string[]
  readonly statements: readonly ScriptStatement[]
  readonly tail: readonly string[]
  /**
   * True once the whole block has run: the conjunction over its statements. Absent where one of them may
   * simply be repeated, or where the framework never repeats it.
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
  /** Name of the emitted file of a unit, for messages; its title is named where the file is not known. */
  readonly fileOf?: (unit: Unit) => string | undefined
}

/** Seconds a file keeps trying for its locks within one transaction. */
const patience = 10

/** A block, up or down, as SQL texts. */
export const scriptOf = (block: Block, request: ScriptRequest): Script => {
  const { engine, plan } = request
  const reruns = request.reruns || !block.transactional
  const doneWhen = reruns ? doneConditionOf(block) : undefined
  const first = block.acquireByStatement ? block.statements[0]?.sql[0] : undefined
  const facts = block.facts.map(fact => guarded(engine, { sql: engine.assertFact(fact, factMessage(fact.otherwise, request)) }, doneWhen))
  const locks = block.acquire.length === 0 && first === undefined
    ? []
    : engine.acquire(block.acquire, {
        maxStall: plan.maxStall,
        patience,
        ...(doneWhen === undefined ? {} : { doneWhen }),
        ...(first === undefined ? {} : { statement: reruns ? guardedStatement(engine, first) : first.sql }),
      })
  const settings = block.class === 'job' ? engine.beginJob(block.transactional) : []
  return {
    transactional: block.transactional,
    head: [...settings, ...facts, ...locks],
    statements: block.statements.map(statement => scriptStatement(statement, { engine, reruns, inHead: first })),
    tail: block.class === 'job' && !block.transactional ? engine.endJob() : [],
    ...(doneWhen === undefined ? {} : { doneWhen }),
  }
}

/** Everything of a script in order, for frameworks whose files are SQL. */
export const sqlOf = ({ head, statements, tail }: Script): readonly string[] =>
  [...head, ...statements.flatMap(({ before, sql, after }) => [...before, ...sql, ...after]), ...tail]

/**
 * May one file hold both directions in the framework's own transaction? If not, the file stands outside any,
 * and each transactional block is wrapped by hand.
 */
export const isFileTransactional = ({ up, down }: Unit): boolean =>
  up.transactional && down.blocks.length <= 1 && down.blocks.every(block => block.transactional)

const scriptStatement = (
  statement: Statement,
  { engine, reruns, inHead }: { engine: Engine; reruns: boolean; inHead: SqlStatement | undefined },
): ScriptStatement => {
  const texts = statement.sql.filter(text => text !== inHead)
  const isWrappable = statement.effects.transactional
  const done = reruns && !isWrappable ? conjunction(statement.sql) : undefined
  return {
    statement,
    before: reruns ? texts.flatMap(({ healFirst }) => healFirst ?? []) : [],
    sql: texts.map(text => (reruns && isWrappable ? guardedStatement(engine, text) : text.sql)),
    after: statement.sql.flatMap(({ assertAfter }) =>
      assertAfter === undefined ? [] : [engine.assertFact({ ...assertAfter, reads: [], scans: false }, `LOCKSTEP: ${assertAfter.otherwise}`)]),
    ...(done === undefined ? {} : { doneWhen: done }),
  }
}

const guardedStatement = (engine: Engine, statement: SqlStatement): string =>
  statement.doneWhen === undefined ? statement.sql : engine.onlyUnless(statement)

const guarded = (engine: Engine, { sql }: SqlStatement, doneWhen: string | undefined): string =>
  doneWhen === undefined ? sql : engine.onlyUnless({ sql, doneWhen })

const doneConditionOf = ({ statements }: Block): string | undefined => conjunction(statements.flatMap(({ sql }) => sql))

const conjunction = (texts: readonly SqlStatement[]): string | undefined => {
  const conditions = texts.flatMap(({ doneWhen }) => doneWhen ?? [])
  if (conditions.length === 0 || conditions.length < texts.length) return undefined
  return conditions.length === 1 ? conditions[0] : conditions.map(condition => `(${condition})`).join(' AND ')
}

/** `otherwise` may hold `%s` for the count; the engine fills it in. */
const factMessage = (otherwise: string, { plan, stage, unit, fileOf }: ScriptRequest): string => {
  const filling = fillingBefore(plan, unit)
  const file = filling === undefined ? undefined : fileOf?.(filling) ?? `"${filling.title}"`
  const next = file === undefined ? 'Correct the data, then retry.' : `Finish ${file}, then retry.`
  const late = stage.phase === 'contract' ? ' Urgent release? Leave this file out; it is safe to ship later.' : ''
  return `LOCKSTEP GATE: ${stage.phase} of "${plan.title}" must not run yet. ${otherwise}. Nothing was changed. ${next}${late}`
}

/** The last unit before this one that fills existing rows. */
const fillingBefore = (plan: Plan, unit: Unit): Unit | undefined => {
  const units = plan.stages.flatMap(({ units }) => units)
  const before = units.slice(0, units.findIndex(({ id }) => id === unit.id))
  return before.findLast(({ up }) => up.statements.some(({ step }) => step.kind === 'backfill'))
}
