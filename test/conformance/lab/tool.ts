import type pg from 'pg'
import type { EmittedFile, FrameworkOptions } from '../../../src/frameworks/framework.ts'
import type { FrameworkId } from '../../../src/model/framework.ts'

/** One real framework of the lab, in one version. */
export interface Tool {
  /** `rails-7.2`: what result tables and test titles call it. */
  readonly id: string
  readonly framework: FrameworkId
  /** What the files are emitted with: the framework's version, layout, `strongMigrations`, … */
  readonly options: FrameworkOptions
  /** Why the tool cannot run on this machine and how to get it; absent where it can. */
  readonly missing?: string
  readonly ledger: Ledger
  /** Why two runners at once are not tried, and our documentation asks for one at a time. */
  readonly oneAtATime?: string
  /** Its engine in one process for all projects of a test file, where a start costs much; the command is used where there is none. */
  readonly engine?: () => Promise<Engine>
  /** A project that is driven by the framework's own command line, a process for each call. */
  readonly command: Open<CommandProject>
}

/** The framework's own record of what it has applied. */
export interface Ledger {
  /** Tables that are the framework's: left out when catalogs are compared. */
  readonly tables: readonly string[]
  /** Keys of the applied files, in the order they were applied; of `files`, where the framework records the last one only. */
  readonly applied: (client: pg.Client, files: readonly EmittedFile[]) => Promise<readonly string[]>
  /** Makes the framework believe that the last applied file was never applied: as after a crash between the change and its record. */
  readonly forget: (client: pg.Client, key: string, files: readonly EmittedFile[]) => Promise<void>
  /** What a file is called in the ledger; nothing for a file that is no migration (`.conf`, an undo script, a master changelog). */
  readonly keyOf: (file: EmittedFile) => string | undefined
  /** Two runners at once may record a file twice: the framework takes no lock, and its table has no key. */
  readonly mayRecordTwice?: true
  /** Is the file recorded apart from its change, so that it may have to run once more? Told by its text where this is absent. */
  readonly isRecordedApart?: (file: EmittedFile) => boolean
}

export type Open<P> = (site: Site) => Promise<P>

/** Where a project works: its database and the PostgreSQL server's place on loopback. */
export interface Site {
  readonly host: string
  readonly port: number
  readonly database: string
  readonly user: string
  /** What the project itself sets as its search path, in Laravel: elsewhere the role's is taken. */
  readonly searchPath?: string
}

/** A repository of the framework with a database of its own. */
export interface Project {
  /** Puts files where the framework looks for migrations. */
  readonly add: (files: readonly EmittedFile[]) => Promise<void>
  /** Applies all that is not applied. @throws {ToolFailed} with everything the framework said */
  readonly migrate: () => Promise<void>
  /** Takes back what was applied last, in the framework's own way (or, where it has none, in the way the file's header says). */
  readonly rollBack: () => Promise<void>
  readonly close: () => Promise<void>
}

export interface CommandProject extends Project {
  /** The root of the repository, as this process sees it. */
  readonly folder: string
  /** Starts the migrate command as a process of its own, to be killed or raced. */
  readonly start: () => Running
  /**
   * What the framework's documentation asks for after a run that was cut off (`flyway repair`, `liquibase release-locks`), and
   * what the cut file's own comments ask for, where it is known; nothing elsewhere.
   */
  readonly recover: (cut?: EmittedFile) => Promise<void>
  /**
   * Starts a job that was emitted apart from the migrations, as its users would.
   * @param pause milliseconds between two batches; the job's own where it is absent
   * @param schemas of tenants, to go through one after the other
   */
  readonly job: (file: EmittedFile, pause?: number, schemas?: readonly string[]) => Running
  /** Any other command of the framework, such as `alembic check`; its output. @throws {ToolFailed} */
  readonly run: (...words: readonly string[]) => Promise<string>
}

export interface Running {
  /** Ends the process and its children at once (SIGKILL), as a pod that is taken away. */
  readonly kill: () => void
  /** Asks it to end (SIGTERM), as an orchestrator does first. */
  readonly stop: () => void
  readonly done: Promise<{ readonly succeeded: boolean; readonly output: string }>
}

/** An engine process: opens any number of projects, one after another or side by side. */
export interface Engine {
  readonly open: Open<Project>
  readonly stop: () => Promise<void>
}

/** The framework stopped; the message holds what it printed. */
export class ToolFailed extends Error {
  override readonly name = 'ToolFailed'
}
