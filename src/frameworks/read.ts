import type { History, Migration, SourceFile } from '../history/migration.ts'

/** What a project says of itself, as far as it decides what its migrations mean. */
export interface ReadOptions {
  /** Version of the framework, where its defaults depend on it and the file does not say. */
  readonly version?: string
  /** Raw SQL: pairs | golang-migrate | goose | dbmate | diesel | sqlx; found by the file names when absent. */
  readonly layout?: string
  /** Text of another file of the repository, which a migration takes in when it is run (`File.read`). */
  readonly readText?: (path: string) => string | undefined
  /** The prefix that the framework itself puts before table names. */
  readonly tablePrefix?: string
  /** Rails: `primary_key_type` of its generators. */
  readonly primaryKeyType?: string
  /** Rails: its lock file names strong_migrations. */
  readonly strongMigrations?: boolean
  /** Laravel: what the application's service providers set for every migration. */
  readonly builderDefaults?: BuilderDefaults
  /** Laravel up to 10: doctrine/dbal is installed, and changes columns. */
  readonly doctrine?: boolean
  /** Flyway, Liquibase: values of `${name}`. */
  readonly placeholders?: Readonly<Record<string, string>>
  readonly flyway?: FlywaySettings
  /** Alembic: each revision in a transaction of its own (`transaction_per_migration`). */
  readonly transactionPerMigration?: boolean
  /** Alembic: `file_template`, as the file of settings has it after interpolation: `%(rev)s_%(slug)s`. */
  readonly fileTemplate?: string
  /** Alembic: the `naming_convention` of the project's metadata, as it is said: `ix`, `uq`, `ck`, `fk`, `pk`. */
  readonly namingConvention?: Readonly<Record<string, string>>
  /** Liquibase: the contexts and labels the project runs with; all when absent. */
  readonly contexts?: readonly string[]
  readonly labels?: readonly string[]
  /** Liquibase: the changelog that includes the others, as far as its path is known; all that nothing includes when absent. */
  readonly changelog?: string
}

/** Laravel: what a service provider may set for every migration, and decides the SQL of one and the same call. */
export interface BuilderDefaults {
  /** `Schema::defaultStringLength`. */
  readonly stringLength?: number
  /** `Schema::morphUsingUuids`, `Schema::morphUsingUlids`. */
  readonly morphKey?: 'uuid' | 'ulid'
  /** `Schema::defaultTimePrecision`. */
  readonly timePrecision?: number | null
}

/** Flyway: what a project sets that decides how its files are named, read and run; Flyway's own defaults where absent. */
export interface FlywaySettings {
  /** All pending migrations in one transaction. */
  readonly group?: boolean
  /** A script may hold both what runs in a transaction and what cannot. */
  readonly mixed?: boolean
  readonly executeInTransaction?: boolean
  readonly placeholderReplacement?: boolean
  readonly placeholderPrefix?: string
  readonly placeholderSuffix?: string
  readonly sqlMigrationPrefix?: string
  readonly undoSqlMigrationPrefix?: string
  readonly baselineMigrationPrefix?: string
  readonly repeatableSqlMigrationPrefix?: string
  readonly sqlMigrationSeparator?: string
  readonly sqlMigrationSuffixes?: readonly string[]
  readonly defaultSchema?: string
  readonly table?: string
  /** Run on each connection it opens. */
  readonly initSql?: string
}

/** Reads the migrations a repository already has. Its parser is loaded when it is got. */
export interface FrontEnd {
  /** May this file be a migration, or be included by one? By its path alone. */
  readonly isSource: (path: string) => boolean
  /** Loads what some files need beyond the parser that all do. They are read without it too, if less well. */
  readonly prepare?: (files: readonly SourceFile[]) => Promise<void>
  /** Reads all of them and puts them in the framework's own order. Never throws for what a file says. */
  readonly read: (files: readonly SourceFile[], options: ReadOptions) => History
  /** Reads a file in which the framework keeps the whole schema beside its migrations (`schema.rb`, `structure.sql`): its `up` makes it from nothing. */
  readonly readSchema?: (file: SourceFile, options: ReadOptions) => Migration
}

/** The files of a repository, as far as a framework has to look at them to know its own. */
export interface Repository {
  /** All paths, with `/`, from its root; what version control ignores is left out. */
  readonly paths: readonly string[]
  readonly read: (path: string) => string | undefined
}

/** A set of migrations in a repository: one database's. */
export interface Project {
  /** Where its migrations lie, from the root of the repository. */
  readonly folders: readonly string[]
  /** The file in which the framework keeps the whole schema: `db/schema.rb`. */
  readonly schemaFile?: string
  /** Of the framework, as its lock file has it. */
  readonly version?: string
  /** `postgres`, `mysql`, `mariadb`, `sqlite`, … as the project says. */
  readonly engine?: string
  /** Folder of the application, from the root of the repository, with `/` at its end; absent where that is the root. */
  readonly root?: string
  /** Name of its database in the framework's own settings, where these have several. */
  readonly database?: string
  readonly options: ReadOptions
  /** What it was recognised by: `Gemfile.lock has activerecord 7.2.1`. */
  readonly because: string
}
