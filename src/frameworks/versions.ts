import { ok, type Result } from '../model/diagnostic.ts'
import { originOf } from '../plan/origin.ts'
import type { Unit } from '../plan/plan.ts'

/** `YYYYMMDDHHMMSS` in UTC: the version most runners give a migration. */
export const stampOf = (date: Date): string => date.toISOString().replace(/\D/g, '').slice(0, 14)

export const isStamp = (version: string): boolean => /^\d{14}$/.test(version)

/**
 * `count` increasing stamps, a second apart, the last of them `now`; all above `after` when that is a stamp.
 * Only then, and only as far as needed, do they pass `now`.
 */
export const stampsUpTo = (count: number, now: Date, after?: string): readonly string[] => {
  const wanted = Math.floor(now.getTime() / 1000) - count + 1
  const first = after !== undefined && isStamp(after) ? Math.max(wanted, secondsOf(after) + 1) : wanted
  return Array.from({ length: count }, (_, n) => stampOf(new Date((first + n) * 1000)))
}

/** Digits that are no date (minute 99) carry over, so that the result is never below the stamp. */
const secondsOf = (stamp: string): number => {
  const part = (from: number, to: number): number => Number(stamp.slice(from, to))
  return Date.UTC(part(0, 4), part(4, 6) - 1, part(6, 8), part(8, 10), part(10, 12), part(12, 14)) / 1000
}

/** The next version of the same kind: a second later, or one more in the same width. */
export const versionAfter = (version: string): string =>
  isStamp(version) ? stampOf(new Date((secondsOf(version) + 1) * 1000)) : numbersAfter(1, version)[0]!

/** `count` whole numbers after `after`, padded to its width: `000007` → `000008`, `000009`. */
export const numbersAfter = (count: number, after: string): readonly string[] =>
  Array.from({ length: count }, (_, n) => String(BigInt(after) + BigInt(n + 1)).padStart(after.length, '0'))

/** A version for each unit: those that converted units bring along, those that were settled before, else new ones. */
export const versionsOf = (
  { units, versions }: { readonly units: readonly { readonly unit: Unit }[]; readonly versions?: readonly string[] },
  make: () => Result<readonly string[]>,
): Result<readonly string[]> => {
  const brought = units.flatMap(({ unit }) => originOf(unit)?.version ?? [])
  if (brought.length === units.length) return ok(brought)
  return versions === undefined ? make() : ok(versions)
}
