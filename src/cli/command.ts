import type { Argv } from 'yargs'
import type { Form } from '../pipeline/new/form.ts'
import type { ExitCode } from './exit-code.ts'
import type { Terminal } from './terminal.ts'

/** What the program gives a command and takes from it. */
export interface Session {
  readonly terminal: Terminal
  /** What stands after the program's name. */
  readonly args: readonly string[]
  readonly finish: (code: ExitCode) => void
  /** Kinds of change; loaded for the command that is about them, empty for others. */
  readonly forms: readonly Form[]
}

/** A command as yargs runs it, once the session is known. */
export type Command<Options> = (session: Session) => {
  readonly command: string
  readonly describe: string
  readonly builder: (yargs: Argv<object>) => unknown
  readonly handler: (options: Options) => Promise<void>
}
