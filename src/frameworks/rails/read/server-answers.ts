import type { EngineVersion } from '../../../model/engine.ts'
import { notKnown, Receiver, type Call, type Value } from './value.ts'

const numberOf = ({ major, minor }: EngineVersion): number => major * 10_000 + minor

/** Queries that ask the server for nothing but its version, and what they answer. */
const versionQueries: readonly (readonly [RegExp, (version: EngineVersion) => string])[] = [
  [/^show server_version_num$/i, version => String(numberOf(version))],
  [/^show server_version$/i, ({ major, minor }) => `${major}.${minor}`],
  [/^select version\(\)$/i, ({ major, minor }) => `PostgreSQL ${major}.${minor}`],
]

/** What a call answers that only asks for the server's version; nothing for any other. */
export const versionAsked = ({ name, args: [query] }: Call, version: EngineVersion): Value | undefined => {
  if (name === 'postgresql_version' || name === 'database_version') return numberOf(version)
  if (name !== 'select_value' || typeof query !== 'string') return undefined
  return versionQueries.find(([pattern]) => pattern.test(query.trim().replace(/;$/, '')))?.[1](version)
}

/** `connection.migration_context`, asked for what has run: the versions of this history that come before. */
export class MigrationContext extends Receiver {
  constructor(private readonly versions: readonly string[]) {
    super()
  }
  call({ name }: Call): Value {
    return name === 'get_all_versions' ? this.versions.map(Number) : notKnown(`calls ${name} on the migrations`)
  }
}
