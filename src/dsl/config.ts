import type { FrameworkId } from '../model/framework.ts'

/** How new migration files are named, numbered and laid out. What is not said follows the migrations that are there. */
export interface Naming {
  /** Liquibase: `xml`, `yaml`, `json` or `sql`. Raw SQL: `pairs`, `golang-migrate`, `goose` or `dbmate`. */
  readonly layout?: string
  /**
   * The words of a file's name, after its version: `{slug}` is the plan's own (`add_full_name_to_users`). `shop_{slug}` makes
   * `20261120093000_shop_add_full_name_to_users.rb` with the class `ShopAddFullNameToUsers`. Default: `{slug}`.
   */
  readonly name?: string
  /**
   * Flyway and raw SQL, how versions are counted: `{stamp}` is `20261120093000`, `{n}` one more than the highest, `{nnnn}` the same
   * in at least four digits, `{yyyy}`, `{mm}` and `{dd}` the day: `{yyyy}.{mm}.{n}`. Default: on from the newest migration.
   */
  readonly version?: string
}

/** What a team allows, and what it pays for it: docs/policy.md has the price of each. */
export interface PolicyConfig {
  /** `allow`: two application versions are kept in step by a trigger. `never`: the application writes both sides itself, for one gate more. Default: `allow`. */
  readonly triggers?: 'allow' | 'never'
  /** What may keep its old name as a view meanwhile: `tables`, `allow` (columns too) or `never`. Default: `tables`. */
  readonly shims?: 'tables' | 'allow' | 'never'
  /** What is dropped is put out of sight first, and dropped after a soak. Default: true. */
  readonly softDrop?: boolean
  /** One direct file for each plan: the application is stopped meanwhile. Default: false. */
  readonly downtime?: boolean
  /** Longest wait the application may feel while a lock is taken, milliseconds. Default: 100. */
  readonly maxStall?: number
  /** How long a file keeps trying for a lock before it stops with nothing changed, seconds. Default: 10. */
  readonly patience?: number
  /** A table stated to have fewer rows is *small*: it is scanned and rewritten at once, without batches. 0: no table is small. Default: 10000. */
  readonly smallTableRows?: number
  /** Work on the rows of a table stated to have at least so many is a *job*, and does not run at start-up. Default: what `smallTableRows` is. */
  readonly jobTableRows?: number
}

/** One database: its server, its migrations, and the team's conventions for them. At the top of the file, for all that do not say otherwise. */
export interface DatabaseConfig {
  /** The server: `postgres@16`; the oldest one where there are several. Default: `postgres@14`. */
  readonly engine?: string
  /** What runs the migrations: `rails`, `laravel`, `flyway`, `liquibase`, `alembic` or `sql`. */
  readonly framework?: FrameworkId
  /** Of the framework: `8.1`. Default: the newest that is supported. */
  readonly version?: string
  /** Where migrations lie, from the folder of this file; new ones go into the first. Default: the framework’s own folder. */
  readonly folders?: readonly string[]
  /** The schema file, from the folder of this file; change files lie beside it, in `changes`. Default: `lockstep/schema.ts`, of several databases `lockstep/<name>/schema.ts`. */
  readonly schema?: string
  /** Address for commands that read the database: `$DATABASE_URL` takes it from the environment. A password does not belong in this file. */
  readonly databaseUrl?: string
  /** How new files are named, numbered and laid out. */
  readonly naming?: Naming
  /**
   * Lines at the head of each file, at most four: `{plan}` (plan, phase, file of how many), `{title}`, `{rollback}`, `{no-return}`, or
   * words of your own; a line with nothing to say is left out. `false`: none. Default: these four.
   */
  readonly header?: readonly string[] | false
  /** Liquibase: author of change sets. Default: `lockstep`. */
  readonly author?: string
  /** Liquibase: context expression of every change set. */
  readonly contexts?: string
  /** Liquibase: labels of every change set. */
  readonly labels?: string
  /** Rails: the repository uses strong_migrations, so what that would stop, and the plan has made safe, is assured one by one. Default: what Gemfile.lock says. */
  readonly strongMigrations?: boolean
  /** Rails: the folder for migrations that run after the new application is up, such as `db/post_migrate`: files of contract stages go there. */
  readonly postMigrate?: string
  /** Rails: the application's inflection acronyms, such as `API`, which decide class names. Default: what config/initializers/inflections.rb says. */
  readonly acronyms?: readonly string[]
  /** Rails, Laravel: the prefix that the framework itself puts before table names; the names in the schema file have it. */
  readonly tablePrefix?: string
  /** Laravel: the connection the migrations run on, where it is not the default one. */
  readonly connection?: string
  /** `search-path`: one schema for each tenant, all alike, chosen by `search_path`; emitted names are unqualified. */
  readonly tenants?: 'search-path'
  /** `apart`: long units (index builds, validations, backfills) are written as tasks that run away from the deploy. Default: `inline`, as migrations. */
  readonly jobs?: 'inline' | 'apart'
  /** `helper`: the code that takes locks politely stands once, in a file of its own that never changes (Rails, Laravel, Alembic). Default: `inline`, in each file. */
  readonly lockCode?: 'inline' | 'helper'
  /** Command that formats the files just written, run from the folder of this file with their paths after it: `bundle exec rubocop --autocorrect`. */
  readonly formatter?: string
  /** What the team allows. */
  readonly policy?: PolicyConfig
}

/** What a repository says once, so that no command line has to: the default export of `lockstep.config.ts`, or `lockstep.config.json`. */
export interface Config extends DatabaseConfig {
  /** Several databases, each by a name of your own; what one does not say, the top of the file says. `--database` names one. */
  readonly databases?: Readonly<Record<string, DatabaseConfig>>
  /** Where the application runs, in the order of a release: `['staging', 'production']`. Gates are attested for each. */
  readonly environments?: readonly string[]
}

/** Names the type of a configuration, so that an editor knows its keys and the compiler refuses others. */
export const defineConfig = (config: Config): Config => config
