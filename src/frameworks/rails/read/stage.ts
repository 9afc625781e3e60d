import type { Migration } from '../../../history/migration.ts'
import type { Application } from './application.ts'
import type { CommandRecorder } from './command-recorder.ts'
import type { IncludedMethod } from './included-methods.ts'
import type { MigrationClass } from './migration-class.ts'
import type { ReadText } from './repository-files.ts'
import type { Run } from './run.ts'
import type { Command, Session } from './session.ts'
import type { Call, Value } from './value.ts'

/** What one playing of a direction works with. */
export interface Stage {
  readonly session: Session
  readonly recorder: CommandRecorder
  readonly migration: MigrationClass
  /** Calls a method the class defines. */
  readonly invoke: (name: string, call: Call) => Value
  /** Does to the database what a command says. */
  readonly perform: (command: Command) => Value
  /** Where the application's files begin, and how to get at one. */
  readonly root: string
  readonly readText: ReadText
  /** Of the tables that generators write. */
  readonly primaryKeyType?: string
  readonly application?: Application
  /** What the modules the migration includes define, by name. */
  readonly included: ReadonlyMap<string, IncludedMethod>
  readonly otherMigration: OtherMigration
  /** Versions of the history's migrations before this one. */
  readonly earlier: () => readonly string[]
  /** Does it load the code that takes locks, as it was frozen? */
  readonly hasLock: () => boolean
  /** Only what Rails would refuse is looked for: there is no database to ask. */
  readonly isTrial: boolean
}

/** Another migration of the history by its class, as far as it can be told what it does. */
export type OtherMigration = (name: string) => Pick<Migration, 'up' | 'down' | 'noDown'> | undefined

/** A method of the migration's own that is followed: control flow, the console, SQL. */
export type SelfMethod = (call: Call, stage: Stage, run: Run) => Value
