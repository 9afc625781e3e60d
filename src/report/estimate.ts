import type { Work } from '../model/effects.ts'
import { amountInWords } from '../model/amount.ts'
import { isSameName } from '../model/name.ts'
import type { Plan, Unit } from '../plan/plan.ts'
import { locksOf } from './locks.ts'

interface Rate {
  /** Rows per second. */
  readonly slow: number
  readonly fast: number
}

/**
 * Measured by `node bench/work-rates.mjs` on 2026-12-01: PostgreSQL 16 with fsync, rows of 220 bytes in memory, an index
 * on 48 characters. The fast figure is of a million rows, the slow one of four million while both cores had much else to do.
 */
const rates: Readonly<Record<'scan' | 'index-build' | 'batches', Rate>> = {
  scan: { slow: 2_000_000, fast: 8_900_000 },
  'index-build': { slow: 170_000, fast: 390_000 },
  batches: { slow: 6_600, fast: 21_000 },
}

const rateInWords = ({ slow, fast }: Rate): string => `${amountInWords(slow)} to ${amountInWords(fast)}`

/** How the times of a plan were estimated, as a sentence; undefined where none was. */
export const estimateInWords = (plan: Plan): string | undefined =>
  plan.stages.some(({ units }) => units.some(unit => secondsOf(unit, plan) !== undefined))
    ? `estimated from these rows and rates measured on PostgreSQL 16, two busy cores, tables in memory: ${rateInWords(rates.scan)} rows/s read, ${rateInWords(rates['index-build'])} indexed, ${rateInWords(rates.batches)} updated in batches. Yours differ: rehearse on a copy.`
    : undefined

const rateOf = (work: Work): Rate | undefined => (work === 'scan' || work === 'index-build' ? rates[work] : undefined)

/** Seconds of a job's work, least and most, where the rows of every table it works on are stated. */
function secondsOf({ up }: Unit, { sizes = [] }: Plan): { readonly least: number; readonly most: number } | undefined {
  if (up.class !== 'job') return undefined
  const isBackfill = up.statements.some(({ step }) => step.kind === 'backfill')
  const worked = locksOf(up).filter(({ work }) => work !== 'none')
  if (worked.length === 0) return undefined
  let [least, most] = [0, 0]
  for (const { relation, work } of worked) {
    const rows = sizes.find(({ table }) => isSameName(table, relation))?.rows
    const rate = isBackfill ? rates.batches : rateOf(work)
    if (rows === undefined || rate === undefined) return undefined
    least += rows / rate.fast
    most += rows / rate.slow
  }
  return { least, most }
}

/** Is the time of a file told by the size of its tables? */
export const isEstimated = (unit: Unit, plan: Plan): boolean => secondsOf(unit, plan) !== undefined

/** `an instant`, `10 to 31 min`, `unknown: size not stated`: how long a file works once it has its locks. */
export function durationOf(unit: Unit, plan: Plan): string {
  if (unit.up.class !== 'job') return 'an instant'
  const seconds = secondsOf(unit, plan)
  if (seconds !== undefined) return rangeInWords(seconds.least, seconds.most)
  const worked = locksOf(unit.up).filter(({ work }) => work !== 'none')
  if (worked.length === 0) return 'as long as older transactions last'
  const stated = worked.every(({ relation }) => plan.sizes?.some(({ table, rows }) => isSameName(table, relation) && rows !== undefined))
  return stated ? 'not estimated: try it on a copy' : 'unknown: size not stated'
}

function rangeInWords(least: number, most: number): string {
  if (most < 1) return 'under a second'
  const [of, unit] = most < 90 ? [1, 's'] : most < 5400 ? [60, 'min'] : [3600, 'h']
  const [from, to] = [least / of, most / of].map(amount => Number(amount.toPrecision(amount < 10 ? 1 : 2)))
  if (from === to) return `about ${to} ${unit}`
  return from! < 1 ? `up to ${to} ${unit}` : `${from} to ${to} ${unit}`
}
