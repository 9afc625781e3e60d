import type { Argv } from 'yargs'

/** Where a command takes from how things stand now; the migrations of the repository when neither is said. */
export interface PresentState {
  readonly databaseUrl?: string
  readonly schema?: string
}

export const withPresentState = <T>(yargs: Argv<T>): Argv<T & PresentState> =>
  yargs
    .option('database-url', {
      type: 'string',
      requiresArg: true,
      conflicts: 'schema',
      describe:
        'take the present state from this database; its catalog is read, nothing is changed [default: the migrations of the repository]',
    })
    .option('schema', { type: 'string', requiresArg: true, describe: 'take it from a schema file, schema.rb or SQL dump' }) as Argv<
    T & PresentState
  >
