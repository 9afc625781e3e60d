import type { Rule } from './rule.ts'
import { waiting } from './words.ts'

/** Longer than any request may take. */
const longest = 10_000

export const lockTimeoutIsTooLong: Rule = {
  id: 'lock-timeout-is-too-long',
  severity: 'warning',
  harm: 'While a statement waits for its lock everybody waits behind it: lock_timeout is the longest outage it may cause.',
  remedy: {
    words: 'a second or less, and another try a little later; a statement that blocks nobody needs none',
    sql: ["SET lock_timeout = '1s'"],
  },
  check: ({ steps }) => {
    const at = steps.find(
      one => one.blocking.some(({ relationKind }) => relationKind === 'table') && (one.settings.lockTimeout ?? 0) > longest,
    )
    return at === undefined
      ? []
      : [{ at, message: `${waiting(at.blocking)} for up to ${(at.settings.lockTimeout ?? 0) / 1000} s: that is lock_timeout` }]
  },
}
