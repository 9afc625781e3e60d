export type EngineId = 'postgres' | 'mysql' | 'mariadb'

/** A server version as a value. `minor` is the patch release on PostgreSQL (16.14 → 14). */
export interface EngineVersion {
  readonly engine: EngineId
  readonly major: number
  readonly minor: number
  /** One schema for each tenant, all alike: names are found through the `search_path`, and only in its first schema. */
  readonly tenants?: 'search-path'
}

export const printEngine = ({ engine, major }: EngineVersion): string => `${engine}@${major}`
