import { setTimeout as sleep } from 'node:timers/promises'
import type { Ask } from '../../model/answer.ts'
import type { BackfillProgress } from '../../life/gate-reading.ts'
import type { Counted } from '../../life/judge-stage.ts'
import type { RowsToDo } from '../../life/traces.ts'
import { keyOf } from '../../model/name.ts'
import type { Engine } from '../../steps/engine.ts'

/** Counts the rows that are still to do. Reads the table. */
export const countRows = async (ask: Ask, { table, where }: RowsToDo, engine: Engine): Promise<Counted> => {
  const answer = await ask(`SELECT count(*) AS left FROM ${engine.quoteName(table)} WHERE ${where}`)
  return 'unanswered' in answer ? answer : { left: Number(answer.rows[0]?.['left']) }
}

/** A backfill that has begun. */
export interface BegunBackfill {
  readonly unit: string
  readonly rows: RowsToDo
  readonly first: Counted
  /** When `first` was counted, milliseconds. */
  readonly at: number
}

/**
 * How far backfills are, and how fast each goes: their rows are counted once more.
 *
 * @param seconds between the two counts; 0 measures nothing
 */
export const measureBackfills = async (
  ask: Ask,
  begun: readonly BegunBackfill[],
  seconds: number,
  engine: Engine,
): Promise<readonly BackfillProgress[]> => {
  const measured: BackfillProgress[] = []
  for (const { unit, rows, first, at } of begun) {
    const total = await estimateRows(ask, rows, engine)
    const known = { unit, table: keyOf(rows.table), ...(total === undefined ? {} : { total }) }
    if ('unanswered' in first) {
      measured.push({ ...known, unanswered: first.unanswered.message })
      continue
    }
    await sleep(seconds === 0 ? 0 : Math.max(0, at + seconds * 1000 - Date.now()))
    const now = Date.now()
    const second = seconds === 0 ? first : await countRows(ask, rows, engine)
    measured.push({ ...known, ...('unanswered' in second ? { left: first.left } : rateOf(first.left, second.left, (now - at) / 1000)) })
  }
  return measured
}

const rateOf = (
  first: number,
  left: number,
  seconds: number,
): Pick<BackfillProgress, 'left' | 'perSecond' | 'measuredFor' | 'secondsLeft'> => {
  if (seconds < 0.5) return { left }
  const perSecond = Math.max(0, first - left) / seconds
  return {
    left,
    perSecond: Math.round(perSecond),
    measuredFor: Math.round(seconds),
    ...(perSecond > 0 ? { secondsLeft: Math.round(left / perSecond) } : {}),
  }
}

/** The server's own estimate, which costs nothing; none where the table was never analysed. */
const estimateRows = async (ask: Ask, { table }: RowsToDo, { quoteName, quoteLiteral }: Engine): Promise<number | undefined> => {
  const answer = await ask(`SELECT reltuples::bigint AS rows FROM pg_class WHERE oid = to_regclass(${quoteLiteral(quoteName(table))})`)
  const rows = 'unanswered' in answer ? 0 : Number(answer.rows[0]?.['rows'] ?? 0)
  return rows > 0 ? rows : undefined
}
