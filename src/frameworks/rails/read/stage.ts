import type { CommandRecorder } from './command-recorder.ts'
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
  /** Only what Rails would refuse is looked for: there is no database to ask. */
  readonly isTrial: boolean
}

/** A method of the migration's own that is followed: control flow, the console, SQL. */
export type SelfMethod = (call: Call, stage: Stage, run: Run) => Value
