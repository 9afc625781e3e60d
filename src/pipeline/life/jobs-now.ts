import type { Ask } from '../../model/answer.ts'
import type { BuildProgress, Waiting } from '../../life/gate-reading.ts'
import type { Name } from '../../model/name.ts'
import type { Engine } from '../../steps/engine.ts'

const number = (value: unknown): number | undefined => (value === null || value === undefined ? undefined : Number(value))
const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)
const present = <T extends object>(object: T): T =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T

/** Index builds that run in the database now, as far as this role may see them. */
export const readBuilds = async (ask: Ask): Promise<readonly BuildProgress[]> => {
  const answer = await ask(
    `SELECT pid, relid::regclass::text AS relation, phase, nullif(current_locker_pid, 0) AS locker,
  CASE WHEN blocks_total > 0 THEN blocks_done ELSE tuples_done END AS done,
  CASE WHEN blocks_total > 0 THEN blocks_total ELSE tuples_total END AS total
FROM pg_stat_progress_create_index WHERE datname = current_database()`,
  )
  if ('unanswered' in answer) return []
  return answer.rows.map(row =>
    present({
      pid: Number(row['pid']),
      table: text(row['relation']),
      phase: text(row['phase']),
      done: number(row['done']),
      total: number(row['total']),
      waitsFor: number(row['locker']),
    } as BuildProgress),
  )
}

/** Sessions that wait for a lock on one of the relations, and whom each waits for. */
export const readWaiting = async (
  ask: Ask,
  relations: readonly Name[],
  { quoteName, quoteLiteral }: Engine,
): Promise<readonly Waiting[]> => {
  if (relations.length === 0) return []
  const answer = await ask(
    `SELECT w.pid, coalesce(a.application_name, '') AS application, b.pid AS blocker, c.application_name, c.state,
  extract(epoch FROM clock_timestamp() - c.xact_start)::int AS seconds
FROM (SELECT DISTINCT pid FROM pg_locks WHERE NOT granted AND relation IN (${relations.map(each => `to_regclass(${quoteLiteral(quoteName(each))})`).join(', ')})) AS w
LEFT JOIN pg_stat_activity a ON a.pid = w.pid
CROSS JOIN LATERAL unnest(pg_blocking_pids(w.pid)) AS b (pid)
LEFT JOIN pg_stat_activity c ON c.pid = b.pid
ORDER BY w.pid, b.pid`,
  )
  if ('unanswered' in answer) return []
  const waiting = new Map<number, Waiting>()
  for (const row of answer.rows) {
    const pid = Number(row['pid'])
    const blocker = present({
      pid: Number(row['blocker']),
      application: text(row['application_name']),
      state: text(row['state']),
      seconds: number(row['seconds']),
    } as Waiting['waitsFor'][number])
    waiting.set(pid, { pid, application: String(row['application']), waitsFor: [...(waiting.get(pid)?.waitsFor ?? []), blocker] })
  }
  return [...waiting.values()]
}
