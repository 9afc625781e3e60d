import type { FrameworkId } from '../model/framework.ts'

/** How a repository's new migration files are laid out. */
export interface Naming {
  /** Liquibase: xml | yaml | json | sql. Raw SQL: pairs | golang-migrate | goose | dbmate. */
  readonly layout?: string
  /** Author of Liquibase change sets. */
  readonly author?: string
}

/** What a repository says once, so that no command line has to: the default export of `lockstep.config.ts`. */
export interface Config {
  /** The database server: `postgres@16`; the oldest one where there are several. */
  readonly engine?: string
  readonly framework?: FrameworkId
  /** Of the framework: `8.1`. */
  readonly version?: string
  /** Where migrations lie, from the folder of this file; new ones go into the first. */
  readonly folders?: readonly string[]
  readonly naming?: Naming
}

/** Names the type of a configuration, so that an editor knows its keys. */
export const defineConfig = (config: Config): Config => config

export const configKeys: readonly string[] = ['engine', 'framework', 'version', 'folders', 'naming'] satisfies readonly (keyof Config)[]
