import type { Policy } from '../../changes/recipe.ts'
import type { FrameworkOptions } from '../../frameworks/framework.ts'
import type { FrameworkId } from '../../model/framework.ts'

/** What counts for one database: what the configuration says of it, with what it says for all, and with what follows where it says nothing. */
export interface Settings {
  /** The configuration file; absent where there is none. */
  readonly file?: string
  /** Absolute: the root of the workspace; all paths below are seen from it. */
  readonly root: string
  /** Name of the database, where the configuration has several. */
  readonly database?: string
  readonly engine?: string
  readonly framework?: FrameworkId
  /** Where its migrations lie; new ones go into the first. Absent where nothing says it: the framework's own. */
  readonly folders?: readonly string[]
  /** The schema file. */
  readonly schema: string
  /** The folder of change files. */
  readonly changes: string
  /** `postgres://…`, or `$NAME` of the environment: see `addressOf`. */
  readonly databaseUrl?: string
  /** What the framework's emitter is told. */
  readonly options: FrameworkOptions
  /** What the configuration states, no more. */
  readonly policy: Partial<Policy>
  /** Milliseconds. */
  readonly maxStall?: number
  /** Seconds. */
  readonly patience?: number
  readonly tenants?: 'search-path'
  /** Command that formats written files. */
  readonly formatter?: string
  /** In the order of a release; empty where none is named. */
  readonly environments: readonly string[]
}
