import { error, fail, ok, type Result } from '../../model/diagnostic.ts'
import type { EngineVersion } from '../../model/engine.ts'

/** Newest minor release each supported major was measured on; stands in where only a major is stated. */
const newestMinor: Readonly<Record<number, number>> = { 12: 22, 13: 23, 14: 23, 15: 18, 16: 14, 17: 10, 18: 4 }

export const supportedMajors: readonly number[] = Object.keys(newestMinor).map(Number)

/** What `postgres` alone means: the oldest major whose tools (concurrent detach, OR REPLACE TRIGGER) the plans count on. */
const defaultMajor = 14

/**
 * Reads an engine as configured (`postgres`, `postgres@16`, `postgres@16.14`) or as a server
 * reports itself (`server_version_num`: `160014`).
 *
 * @returns the version, or the diagnostic naming the supported range
 */
export function parseEngine(text: string | number): Result<EngineVersion> {
  const given = String(text).trim()
  const [, major = '', minor] = /^(?:postgres(?:ql)?(?:@|$))?(?:(\d{1,2})(?:\.(\d{1,3}))?)?$/i.exec(given) ?? []
  const [, numberMajor, numberMinor] = /^(\d\d)00(\d\d)$/.exec(given) ?? []
  if (numberMajor !== undefined) return supported(Number(numberMajor), Number(numberMinor), given)
  if (major === '') {
    if (/^postgres(ql)?$/i.test(given)) return supported(defaultMajor, undefined, given)
    return fail(
      error(
        'engine-version-unreadable',
        `"${given}" is no PostgreSQL version`,
        `Write postgres@${defaultMajor}, or postgres@16.14 with the minor release.`,
      ),
    )
  }
  return supported(Number(major), minor === undefined ? undefined : Number(minor), given)
}

function supported(major: number, minor: number | undefined, given: string): Result<EngineVersion> {
  const newest = newestMinor[major]
  if (newest !== undefined) return ok({ engine: 'postgres', major, minor: minor ?? newest })
  const [oldest, latest] = [supportedMajors[0], supportedMajors.at(-1)]
  const help =
    major < Number(oldest)
      ? `Upgrade the server to ${oldest} or newer.`
      : `State postgres@${latest}, and rehearse: nothing here was measured on a newer server.`
  return fail(
    error('engine-version-unsupported', `PostgreSQL ${major} (${given}) is not supported: Lockstep knows ${oldest} to ${latest}`, help),
  )
}
