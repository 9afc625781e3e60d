import type { FrameworkId } from '../model/framework.ts'
import type { Result } from '../model/diagnostic.ts'
import type { Plan, Stage, Statement, Unit } from '../plan/plan.ts'
import type { Undo } from '../plan/undo.ts'
import type { Engine, Job } from '../steps/engine.ts'
import type { SourceFile } from '../history/migration.ts'
import type { Ledger } from './ledger.ts'
import type { Numbering } from './numbering.ts'
import type { FlywaySettings, FrontEnd, Project, Repository } from './read.ts'
import type { Scaffold, ScaffoldRequest } from './scaffold.ts'
import type { UndoRequest } from './undo.ts'

/** Renders `templates/<name>.hbs` with a plain view; strict: a path the view lacks is an error. */
export type Render = (template: string, view: object) => string

export interface FrameworkOptions {
  /** `8.1`, `12`, …; the framework's newest supported one when absent. */
  readonly version?: string
  /** Liquibase: xml | yaml | json | sql. Raw SQL: pairs | golang-migrate | goose | dbmate. */
  readonly layout?: string
  readonly author?: string
  /** Liquibase: context and label expressions of every changeSet. */
  readonly contexts?: string
  readonly labels?: string
  /** Rails: the repository uses strong_migrations, so what it would stop, and we know to be safe, is assured one by one. */
  readonly strongMigrations?: boolean
  /** Rails: the application's inflection acronyms (`API`), which decide class names. */
  readonly acronyms?: readonly string[]
  /** Rails, Laravel: the prefix that the framework itself puts before table names, and that the catalog's names therefore have. */
  readonly tablePrefix?: string
  /** Laravel: name of a connection other than the default one. */
  readonly connection?: string
  /** Lines at the head of each file, with `{plan}`, `{title}`, `{rollback}`, `{no-return}` filled in; at most four. These four when absent. */
  readonly header?: readonly string[] | false
  /** Alembic: `file_template` of its settings; `%(rev)s_%(slug)s` when absent. */
  readonly fileTemplate?: string
  /** The words of a file's name, `{slug}` among them. */
  readonly naming?: string
  /** Flyway, raw SQL: the pattern of versions, `{stamp}`, `{n}`, `{yyyy}`, `{mm}`, `{dd}` in it; on from `after` when absent. */
  readonly numbering?: string
  /** Flyway: how the project names its scripts, and where it keeps its history. */
  readonly flyway?: FlywaySettings
  /** Rails: where files of contract stages go, seen from the folder of migrations. */
  readonly postMigrate?: string
  /** Long work within the migrations, or `apart`: as jobs to be run by themselves, of which a migration asserts that they are through. */
  readonly jobs?: 'inline' | 'apart'
  /** The code that takes locks: in each file, or once in a file of its own. */
  readonly lockCode?: 'inline' | 'helper'
}

export interface EmitRequest {
  readonly plan: Plan
  /** The units to write, in order; a subset of the plan when only one phase is asked for. */
  readonly units: readonly { readonly stage: Stage; readonly unit: Unit }[]
  readonly engine: Engine
  readonly options: FrameworkOptions
  readonly now: Date
  /** Highest version (or head revision) already in the repository. */
  readonly after?: string
  /** What the files are to be called instead, where that was settled before: a version for each, in order. */
  readonly versions?: readonly string[]
  /** Names, without their endings, of files that the plan's other units were written to: for messages that send the reader there. */
  readonly written?: ReadonlyMap<string, string>
  readonly render: Render
}

export interface EmittedFile {
  /** File name, as the framework wants it; seen from the migrations folder where it lies beside that. */
  readonly name: string
  /** Where the name is seen from instead: the root of the workspace, or the folder of the plan. It is no migration then. */
  readonly from?: 'root' | 'plan'
  /** The file is a job: what a person types to run it. */
  readonly command?: string
  readonly content: string
  /** Never written again: where it is there with other content, somebody has edited it, and nothing is written. */
  readonly isFrozen?: true
  /** Number of the stage it belongs to. */
  readonly stage: number
  /** Id of the unit it holds; absent for files that serve a whole stage (a master changelog). */
  readonly unit?: string
}

/** A job as SQL texts, each to be sent on its own and outside a transaction, none with a trailing semicolon. */
export interface JobWork {
  readonly plan: Plan
  readonly stage: Stage
  readonly unit: Unit
  readonly kind: Job['kind']
  /** As messages name it. */
  readonly table: string
  /** Counts the plan's jobs from 1. */
  readonly number: number
  /** With one schema for each tenant: stands before everything else, and goes into the schema that the setting `lockstep.schema` names. */
  readonly place?: string
  /** Takes that back; stands behind everything else. */
  readonly leave?: string
  /** Raises unless what it works on is there. */
  readonly ready: string
  readonly settings: readonly string[]
  readonly statements: readonly string[]
  /** Instead of statements: see the engine's `Job.batches`. */
  readonly batches?: string
}

export interface JobRequest {
  readonly work: JobWork
  /** Name of the migration that asserts it, without its extension. */
  readonly migration: string
  readonly options: FrameworkOptions
  readonly render: Render
}

/** How a framework's users run long work by itself. */
export interface JobWriter {
  /** What they type for it: `bin/rails lockstep:backfill_users_email`. */
  readonly command: (slug: string, options: FrameworkOptions) => string
  readonly files: (request: JobRequest) => readonly Omit<EmittedFile, 'stage' | 'unit'>[]
}

export interface Framework {
  readonly id: FrameworkId
  /** Where its files live by convention: `db/migrate`. */
  readonly folder: string
  readonly versions: readonly string[]
  readonly emit: (request: EmitRequest) => Result<readonly EmittedFile[]>
  /** Writes long work that is apart from the migrations. */
  readonly jobs: JobWriter
  /** Its own command that takes back files of a plan, and whether it can leave alone what stands above them. */
  readonly undo: (request: UndoRequest) => Undo
  /** Would the framework say this statement in its own words, rather than as SQL? Counted by `idiomatic.ts`. */
  readonly isIdiomatic?: (statement: Statement, options: FrameworkOptions, engine: Engine) => boolean
  /** The projects of this framework in a repository; cheap, and without its parser. */
  readonly findProjects?: (repository: Repository) => readonly Project[]
  /** Where it keeps what it has applied; nothing where it keeps nothing. What `layout` does not say, the files of a source do. */
  readonly ledger?: (of: {
    readonly layout?: string
    readonly files?: readonly SourceFile[]
    readonly flyway?: FlywaySettings
  }) => Ledger | undefined
  /** Where a project's new files go, when not straight into the folder that is known: `versions` beside `env.py`. */
  readonly folderFor?: (folder: string, project: Project, repository: Repository) => Promise<string>
  /** What a person has to write elsewhere so that these files run; nothing where the framework finds them by itself. Paths from the root. */
  readonly toAdd?: (files: readonly string[], project: Project, repository: Repository) => Promise<string | undefined>
  /** Tells migrations apart and orders them, by as little as that takes. */
  readonly numbering: () => Promise<Numbering>
  /** Reads existing migrations. Loads its parser. */
  readonly frontEnd?: () => Promise<FrontEnd>
  /** What an empty folder needs so that the framework's own command runs; absent where its own generator comes first. */
  readonly scaffold?: (request: ScaffoldRequest) => Scaffold
  /** That generator: `rails new . --database=postgresql`. */
  readonly generator?: string
}
