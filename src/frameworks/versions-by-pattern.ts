import { error, fail, ok, type Result } from '../model/diagnostic.ts'
import { stampOf, stampsUpTo } from './versions.ts'

const parts = (version: string): readonly bigint[] => version.split(/[._]/).map(BigInt)

/** As runners compare versions: part by part, as numbers. */
const isAbove = (version: string, other: string): boolean => {
  const [a, b] = [parts(version), parts(other)]
  for (let n = 0; n < Math.max(a.length, b.length); n += 1) {
    const [mine, theirs] = [a[n] ?? 0n, b[n] ?? 0n]
    if (mine !== theirs) return mine > theirs
  }
  return false
}

/**
 * `count` versions by the team's own pattern: `{yyyy}.{mm}.{n}` → `2026.11.4`, `2026.11.5`. `{n}` counts on from the highest
 * version that begins alike.
 *
 * @param pattern as `naming.version` of the configuration has it; nothing without one
 * @param after the highest version there is
 */
export const versionsByPattern = (
  pattern: string | undefined,
  after: string | undefined,
  count: number,
  now: Date,
): Result<readonly string[]> | undefined => {
  if (pattern === undefined) return undefined
  const stamp = stampOf(now)
  const dated = pattern.replace('{yyyy}', stamp.slice(0, 4)).replace('{mm}', stamp.slice(4, 6)).replace('{dd}', stamp.slice(6, 8))
  const [, lead = '', kind = 'n'] = /^(.*)\{(stamp|n+)\}$/.exec(dated) ?? []
  const highest = after?.startsWith(lead) === true && /^\d+$/.test(after.slice(lead.length)) ? after.slice(lead.length) : undefined
  const made =
    kind === 'stamp'
      ? stampsUpTo(count, now, highest)
      : Array.from({ length: count }, (_, n) => String(BigInt(highest ?? 0) + BigInt(n + 1)).padStart(kind.length, '0'))
  const versions = made.map(last => lead + last)
  if (after === undefined || !/^\d+(?:[._]\d+)*$/.test(after) || isAbove(versions[0]!, after)) return ok(versions)
  return fail(
    error(
      'version-below',
      `naming.version ${pattern} makes ${versions[0]}, which is not above ${after}, the newest migration in the repository: it would not run.`,
      'correct the pattern, or leave it out: versions then go on from the newest',
    ),
  )
}
