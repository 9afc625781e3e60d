import type { Argv } from 'yargs'
import type { Policy } from '../pipeline.ts'
import { UsageError } from './exit-code.ts'

/** What every command about a change file takes. */
export interface ChangeOptions {
  readonly change: string
  /** One of the configuration's. */
  readonly database?: string
  readonly engine?: string
  readonly maxStall?: number
  readonly downtime?: boolean
  readonly softDrop?: boolean
  readonly triggers?: Policy['triggers']
  readonly shims?: Policy['shims']
}

/** Every command that is about one of several databases takes it. */
export const databaseOption = {
  type: 'string',
  requiresArg: true,
  describe: 'which database of lockstep.config.ts [default: the one in whose folder the file lies, or whose schema it imports]',
} as const

export const withChangeOptions = <T>(yargs: Argv<T>): Argv<T & ChangeOptions> =>
  yargs
    .positional('change', { type: 'string', demandOption: true, describe: 'the change file, such as lockstep/changes/rename-name.ts' })
    .option('database', databaseOption)
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
    })
    .option('downtime', {
      type: 'boolean',
      describe: 'one direct file, for a maintenance window: the application must be stopped [default: false]',
    })
    .option('soft-drop', {
      type: 'boolean',
      describe: 'put what is dropped out of sight first, drop it after a soak; --no-soft-drop drops at once [default: true]',
    })
    .option('triggers', {
      choices: ['allow', 'never'] as const,
      describe: 'never: the application writes both sides itself while two versions run [default: allow]',
    })
    .option('shims', {
      choices: ['tables', 'allow', 'never'] as const,
      describe: 'what may keep its old name as a view meanwhile; allow: columns too [default: tables]',
    }) as Argv<T & ChangeOptions>
