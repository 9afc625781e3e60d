import { keyOf } from '../model/name.ts'
import type { Plan } from '../plan/plan.ts'
import { listing } from './layout.ts'

/** Figures older than this say little of a table that lives. */
const staleDays = 90

const dayLength = 86_400_000

/** `orders was sized 140 days ago: lockstep pull --stats-only sizes it anew`; undefined while all figures are fresh, or undated. */
export function staleInWords({ sizes = [] }: Plan, now: Date): string | undefined {
  const stale = sizes.flatMap(({ table, asOf }) => {
    const days = asOf === undefined ? Number.NaN : Math.floor((now.getTime() - Date.parse(asOf)) / dayLength)
    return days > staleDays ? [{ table: keyOf(table), days }] : []
  })
  if (stale.length === 0) return undefined
  const oldest = Math.max(...stale.map(({ days }) => days))
  const them = stale.length === 1 ? 'it' : 'them'
  return `${listing(stale.map(({ table }) => table))} ${stale.length === 1 ? 'was' : 'were'} sized ${stale.length === 1 ? '' : 'up to '}${oldest} days ago; \`lockstep pull --stats-only\` sizes ${them} anew`
}
