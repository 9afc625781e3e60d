import type { LockTarget, Engine } from '../steps/engine.ts'
import { keyOf } from '../model/name.ts'
import type { Block, Statement } from '../plan/plan.ts'

/** How names become SQL: the engine's own way. */
export type Quoting = Pick<Engine, 'quoteName' | 'quoteLiteral'>

export interface Query {
  readonly what: string
  readonly sql: string
}

/** Who holds or awaits locks on the relations of a file, and whom each waits for. Readable by any role; others' query text is not shown. */
export function lockQuery(targets: readonly LockTarget['relation'][], { quoteName, quoteLiteral }: Quoting): Query {
  const relations = targets.map(target => `to_regclass(${quoteLiteral(quoteName(target))})`)
  return {
    what: `who holds or awaits a lock on ${targets.map(keyOf).join(', ')}`,
    sql: [
      'SELECT a.pid, a.application_name, a.state, l.mode, l.granted, clock_timestamp() - a.xact_start AS transaction_age, pg_blocking_pids(a.pid) AS waits_for',
      'FROM pg_locks l JOIN pg_stat_activity a USING (pid)',
      `WHERE l.relation IN (${relations.join(', ')}) AND a.pid <> pg_backend_pid()`,
      'ORDER BY l.granted, a.xact_start',
    ].join('\n'),
  }
}

const indexProgress: Query = {
  what: 'how far an index build is',
  sql: 'SELECT pid, phase, blocks_done, blocks_total, tuples_done, tuples_total, current_locker_pid FROM pg_stat_progress_create_index',
}

/** Queries that show how far a job is. */
export function progressQueries({ statements }: Block, { quoteName }: Quoting): readonly Query[] {
  const backfills = statements.flatMap(({ step }) => (step.kind === 'backfill' ? [step] : []))
  return [
    ...(statements.some(buildsIndex) ? [indexProgress] : []),
    ...backfills.map(({ table, where }) => ({
      what: `rows still to do in ${keyOf(table)} (reads the table: ask rarely)`,
      sql: `SELECT count(*) FROM ${quoteName(table)} WHERE ${where}`,
    })),
  ]
}

export const buildsIndex = ({ effects }: Statement): boolean => effects.locks.some(({ work }) => work === 'index-build')

/** Conditions that hold once a file is through, as its statements state them. */
export const doneQueries = ({ statements }: Block): readonly Query[] =>
  statements.flatMap(({ description, sql }) =>
    sql.flatMap(({ doneWhen }) => (doneWhen === undefined ? [] : [{ what: description, sql: `SELECT ${doneWhen}` }])),
  )
