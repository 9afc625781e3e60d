import type { Argv } from 'yargs'
import { UsageError } from './exit-code.ts'

/** What every command about a change file takes. */
export interface ChangeOptions {
  readonly change: string
  readonly engine?: string
  readonly maxStall?: number
}

export const withChangeOptions = <T>(yargs: Argv<T>): Argv<T & ChangeOptions> =>
  yargs
    .positional('change', { type: 'string', demandOption: true, describe: 'the change file, such as lockstep/changes/rename-name.ts' })
    .option('engine', { type: 'string', requiresArg: true, describe: 'engine and version, such as postgres@16 [default: postgres@14]' })
    .option('max-stall', {
      type: 'number',
      requiresArg: true,
      describe: 'longest wait the application may feel while a lock is taken, in milliseconds [default: 100]',
      coerce: (milliseconds: number) => {
        if (!Number.isInteger(milliseconds) || milliseconds < 2)
          throw new UsageError('--max-stall must be a whole number of milliseconds, at least 2')
        return milliseconds
      },
    }) as Argv<T & ChangeOptions>
