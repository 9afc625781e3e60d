import type { Command } from './command.ts'
import { exitCode, exitCodeOf, UsageError, type ExitCode } from './exit-code.ts'
import type { Terminal } from './terminal.ts'
import { writeFiles } from './write-files.ts'

export interface PullOptions {
  readonly databaseUrl: string
  readonly out: string
  readonly force: boolean
  readonly statsOnly: boolean
  readonly sample?: number
  /** The clock that dates the statistics; this moment when absent. */
  readonly now?: Date
}

/** Reads a database's catalog and writes the schema file. Nothing in the database is changed. */
export async function pull(options: PullOptions, terminal: Terminal): Promise<ExitCode> {
  const { databaseUrl, out, force, statsOnly } = options
  if (statsOnly) return statistics(options, terminal)
  const { pullSchema } = await import('../pipeline.ts')
  const pulled = await pullSchema(databaseUrl, out === '-' ? undefined : out)
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

/** Writes sizes and write rates into the schema file that is there. */
async function statistics({ databaseUrl, out, sample, now = new Date() }: PullOptions, terminal: Terminal): Promise<ExitCode> {
  const { pullStatistics } = await import('../pipeline.ts')
  const pulled = await pullStatistics({ url: databaseUrl, file: out, now, ...(sample === undefined ? {} : { sample }) })
  if (!pulled.ok) {
    await terminal.report(pulled.diagnostics)
    return exitCodeOf(pulled.diagnostics)
  }
  const { text, written, notes } = pulled.value
  // Only statistics differ from what stands there: nothing of the user's is overwritten.
  const files = writeFiles([{ path: out, content: text }], { force: true })
  if (!files.ok) {
    await terminal.report(files.diagnostics)
    return exitCode.failure
  }
  terminal.out(`${out}: statistics of ${written.length === 1 ? '1 table' : `${written.length} tables`}\n`)
  await terminal.report(notes)
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
      .option('stats-only', {
        type: 'boolean',
        default: false,
        describe: 'write only sizes and write rates into the schema file that is there; no row is read out',
      })
      .option('sample', {
        type: 'number',
        requiresArg: true,
        implies: 'stats-only',
        describe: 'measure writes over so many seconds [default: since the server’s counters were reset, if a day or more ago, else 10]',
        coerce: (seconds: number) => {
          if (!(seconds > 0 && seconds <= 3600)) throw new UsageError('--sample must be a number of seconds, up to 3600')
          return seconds
        },
      })
      .check(({ 'stats-only': only, out }) => {
        if (only && out === '-') throw new UsageError('--stats-only writes into a schema file; --out must name it')
        return true
      })
      .example('$0 pull --database-url postgres://localhost/shop', 'writes lockstep/schema.ts')
      .example('$0 pull --database-url "$DATABASE_URL" --force', 'again, after other migrations have run')
      .example('$0 pull --database-url "$DATABASE_URL" --stats-only', 'how large the tables are, for the times in plans'),
  handler: async options => finish(await pull(options, terminal)),
})
