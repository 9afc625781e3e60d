import type { Command } from './command.ts'
import { exitCode, exitCodeOf, type ExitCode } from './exit-code.ts'
import type { Terminal } from './terminal.ts'
import { writeFiles } from './write-files.ts'

export interface PullOptions {
  readonly databaseUrl: string
  readonly out: string
  readonly force: boolean
}

/** Reads a database's catalog and writes the schema file. Nothing in the database is changed. */
export async function pull({ databaseUrl, out, force }: PullOptions, terminal: Terminal): Promise<ExitCode> {
  const { pullSchema } = await import('../pipeline.ts')
  const pulled = await pullSchema(databaseUrl)
  if (!pulled.ok) {
    await terminal.report(pulled.diagnostics)
    return exitCodeOf(pulled.diagnostics)
  }
  if (out === '-') {
    terminal.out(pulled.value)
    return exitCode.clean
  }
  const written = writeFiles([{ path: out, content: pulled.value }], { force })
  if (!written.ok) {
    await terminal.report(written.diagnostics)
    return exitCode.failure
  }
  terminal.out(`${written.value.map(({ path, how }) => (how === 'created' ? path : `${path} (${how})`)).join('\n')}\n`)
  return exitCode.clean
}

export const pullCommand: Command<PullOptions> = ({ terminal, finish }) => ({
  command: 'pull',
  describe: 'write the schema file from a live database',
  builder: yargs =>
    yargs
      .option('database-url', {
        type: 'string',
        requiresArg: true,
        demandOption: true,
        describe: 'postgres://user@host/database; only its catalog is read',
      })
      .option('out', {
        type: 'string',
        requiresArg: true,
        default: 'lockstep/schema.ts',
        describe: 'the file to write, - for standard output',
      })
      .option('force', { type: 'boolean', default: false, describe: 'overwrite the file if it has other content' })
      .example('$0 pull --database-url postgres://localhost/shop', 'writes lockstep/schema.ts')
      .example('$0 pull --database-url "$DATABASE_URL" --force', 'again, after other migrations have run'),
  handler: async options => finish(await pull(options, terminal)),
})
