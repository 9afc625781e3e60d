import { error, fail, ok, type Result } from '../model/diagnostic.ts'
import { stampOf, stampsUpTo } from './versions.ts'

/** Seconds that the clock of another machine may be ahead, or a migration of the minute just gone. */
const tolerance = 60

/**
 * Stamps of `count` new migrations: increasing, the last one `now`, all above `after`, which may be any version that
 * begins with digits (`2026_11_20_093000_add_x`, `007`). Refused when `after` lies in the future: the new files would
 * run before it where it has not run, and never where the runner passes over older versions.
 */
export const stampsAfter = (count: number, now: Date, after?: string): Result<readonly string[]> => {
  const version = after === undefined ? '' : (/^[\d_]+/.exec(after)?.[0] ?? '').replaceAll('_', '').replace(/^0+(?=\d)/, '')
  if (after !== undefined && version === '') {
    return fail(
      error(
        'unknown-version',
        `The newest migration in the repository, "${after}", does not begin with a version.`,
        'Name it by its version.',
      ),
    )
  }
  const latest = stampOf(new Date(now.getTime() + tolerance * 1000))
  if (version !== '' && BigInt(version) > BigInt(latest)) {
    return inTheFuture(after!, now)
  }
  return ok(stampsUpTo(count, now, version))
}

/** What refuses to number files below a date that has not come yet. */
export const inTheFuture = (version: string, now: Date): Result<never> =>
  fail(
    error(
      'version-in-the-future',
      `The newest migration in the repository, ${version}, is later than now (${stampOf(now)}): new files would run before it.`,
      'Give that migration the time it was written, or wait until then.',
    ),
  )
