import { error, fail, ok, type Result } from '../../model/diagnostic.ts'
import { datedAfter } from '../dated-versions.ts'
import { isStamp, numbersAfter, stampsUpTo } from '../versions.ts'

/**
 * `count` versions above the highest one, in the team's own scheme: `7` → `8`, `007` → `008`, `2.3` → `2.4`,
 * `2_43_12` → `2_43_13`, `2026_11_20` → the present day; stamps where there is none yet.
 * Flyway compares versions part by part as numbers; `_` and `.` mean the same.
 */
export const versionsAfter = (after: string | undefined, count: number, now: Date): Result<readonly string[]> => {
  if (after === undefined) return ok(stampsUpTo(count, now))
  const parts = /^((?:\d+[._])*)(\d+)$/.exec(after)
  if (parts === null) {
    return fail(
      error(
        'unknown-version',
        `The highest version in the repository, "${after}", is not one of Flyway's.`,
        'Name it as its file does: digits, separated by dots or underscores.',
      ),
    )
  }
  const [, prefix, last] = parts as unknown as readonly [string, string, string]
  return (
    datedAfter(after, count, now) ??
    ok((isStamp(last) ? stampsUpTo(count, now, last) : numbersAfter(count, last)).map(part => `${prefix}${part}`))
  )
}
