import type { Argv } from 'yargs'
import type { ExitCode } from './exit-code.ts'
import type { Terminal } from './terminal.ts'

/** What the program gives a command and takes from it. */
export interface Session {
  readonly terminal: Terminal
  readonly finish: (code: ExitCode) => void
}

/** A command as yargs runs it, once the session is known. */
export type Command<Options> = (session: Session) => {
  readonly command: string
  readonly describe: string
  readonly builder: (yargs: Argv<object>) => unknown
  readonly handler: (options: Options) => Promise<void>
}
