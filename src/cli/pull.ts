import { join, relative, resolve } from 'node:path'
import { ok } from '../model/diagnostic.ts'
import { databaseOption } from './change-options.ts'
import type { Command } from './command.ts'
import { settingsFor } from './config.ts'
import { exitCode, UsageError, type ExitCode } from './exit-code.ts'
import { refuse } from './refuse.ts'
import type { Terminal } from './terminal.ts'
import { writeFiles } from './write-files.ts'

export interface PullOptions {
  /** What the configuration says when absent. */
  readonly databaseUrl?: string
  /** The schema file of the configuration when absent. */
  readonly out?: string
  /** One of the configuration's. */
  readonly database?: string
  readonly force: boolean
  readonly statsOnly: boolean
  readonly sample?: number
  /** The clock that dates the statistics; this moment when absent. */
  readonly now?: Date
}

interface Answered extends PullOptions {
  readonly databaseUrl: string
  readonly out: string
}

/** The address and the file, from the configuration where the command line does not say them. */
async function answered(options: PullOptions, terminal: Terminal): Promise<Answered | ExitCode> {
  const { databaseUrl, out, database } = options
  if (databaseUrl !== undefined && out !== undefined) return { ...options, databaseUrl, out }
  const settings = await settingsFor(out === '-' ? undefined : out, database, terminal)
  if (typeof settings === 'number') return settings
  const { addressOf } = await import('../pipeline/settings/index.ts')
  const address = databaseUrl === undefined ? addressOf(settings) : ok(databaseUrl)
  if (!address.ok) {
    await terminal.report(address.diagnostics)
    return exitCode.failure
  }
  if (address.value === undefined) throw new UsageError('--database-url must be given, or databaseUrl in lockstep.config.ts')
  return { ...options, databaseUrl: address.value, out: out ?? relative(resolve('.'), join(settings.root, settings.schema)) }
}

/** Reads a database's catalog and writes the schema file. Nothing in the database is changed. */
export async function pull(given: PullOptions, terminal: Terminal): Promise<ExitCode> {
  const options = await answered(given, terminal)
  if (typeof options === 'number') return options
  const { databaseUrl, out, force, statsOnly } = options
  if (statsOnly) return statistics(options, terminal)
  const { pullSchema } = await import('../pipeline.ts')
  const pulled = await pullSchema(databaseUrl, out === '-' ? undefined : out)
  if (!pulled.ok) return refuse(pulled.diagnostics, terminal)
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
async function statistics({ databaseUrl, out, sample, now = new Date() }: Answered, terminal: Terminal): Promise<ExitCode> {
  const { pullStatistics } = await import('../pipeline.ts')
  const pulled = await pullStatistics({ url: databaseUrl, file: out, now, ...(sample === undefined ? {} : { sample }) })
  if (!pulled.ok) return refuse(pulled.diagnostics, terminal)
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
        describe: 'postgres://user@host/database; only its catalog is read [default: databaseUrl of lockstep.config.ts]',
      })
      .option('database', { ...databaseOption, describe: 'which database of lockstep.config.ts, where it has several' })
      .option('out', {
        type: 'string',
        requiresArg: true,
        describe: 'the file to write, - for standard output [default: the schema file of the configuration, or lockstep/schema.ts]',
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
      .example('$0 pull --database animals', 'of several databases; databaseUrl in lockstep.config.ts says where it is')
      .example('$0 pull --database-url "$DATABASE_URL" --stats-only', 'how large the tables are, for the times in plans'),
  handler: async options => finish(await pull(options, terminal)),
})
