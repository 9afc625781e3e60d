import { join } from 'node:path'
import { ok, type Result } from '../model/diagnostic.ts'
import { frameworkIds, type FrameworkId } from '../model/framework.ts'
import { databaseOption } from './change-options.ts'
import type { Command } from './command.ts'
import { configured } from './config.ts'
import { exitCode, UsageError, type ExitCode } from './exit-code.ts'
import type { FixTarget } from '../pipeline/fix.ts'
import { fixFiles, type FixFiles } from './fix-files.ts'
import { layouts, layoutsOf } from './layouts.ts'
import { refuse } from './refuse.ts'
import type { Terminal } from './terminal.ts'
import { writeFiles } from './write-files.ts'

export interface ConvertOptions {
  readonly source: string
  readonly from: FrameworkId | 'auto'
  readonly to: FrameworkId
  readonly out: string
  /** One of the configuration's. */
  readonly database?: string
  readonly engine?: string
  readonly frameworkVersion?: string
  readonly sourceVersion?: string
  readonly layout?: string
  readonly author?: string
  readonly squash: boolean
  readonly safe: boolean
  readonly since?: string
  readonly format: 'text' | 'md' | 'json'
}

/** Writes the migrations of one framework as those of another, with what its ledger needs. All files or none; never over another file. */
export async function convert(given: ConvertOptions, terminal: Terminal): Promise<ExitCode> {
  const answers = await configured({ database: given.database, engine: given.engine }, given.source, terminal)
  if (typeof answers === 'number') return answers
  const { settings, options: answered } = answers
  // What the team says of its framework counts for files of that framework; more often that is the source.
  const own = settings.framework === given.to ? settings.options : {}
  // Where to and as what is for the command line alone to say.
  const options = { ...given, ...(answered.engine === undefined ? {} : { engine: answered.engine }) }
  const { source, from, to, out, engine, frameworkVersion, sourceVersion, layout, author, squash, safe, format } = options
  const { convertMigrations, partOfRepository, reportConversion, isComplete } = await import('../pipeline/convert.ts')
  const around = partOfRepository(source)
  if (around === undefined) throw new UsageError(`there is no ${source}`)
  const target = {
    ...own,
    ...(frameworkVersion === undefined ? {} : { version: frameworkVersion }),
    ...(layout === undefined ? {} : { layout }),
    ...(author === undefined ? {} : { author }),
  }
  const converted = await convertMigrations(around, {
    from,
    to,
    squash,
    ...target,
    ...(engine === undefined ? {} : { engine }),
    ...(sourceVersion === undefined ? {} : { reading: { version: sourceVersion } }),
  })
  if (!converted.ok) return refuse(converted.diagnostics, terminal)
  const { files, report } = converted.value
  const names = new Map(report.migrations.map(each => [each.id, each.files]))
  const planned = safe ? await planSafely(options, { framework: to, ...target, converted: { files, names } }) : ok({ files: [], told: [] })
  if (!planned.ok) return refuse(planned.diagnostics, terminal)
  const written = writeFiles(
    [
      ...planned.value.files,
      ...files.map(({ path, content }) => ({ path: join(out, path), content })),
      { path: join(out, 'CONVERSION.md'), content: reportConversion(report, 'md', terminal) },
    ],
    { force: false },
  )
  if (!written.ok) {
    await terminal.report(written.diagnostics.map(problem => ({ ...problem, help: 'choose another --out, or remove it' })))
    return exitCode.failure
  }
  terminal.out(reportConversion(report, format, terminal))
  await terminal.report(planned.value.told)
  return isComplete(report) ? exitCode.clean : exitCode.findings
}

/** What the harmful migrations wanted, planned anew and written for the target, beside the history as it was. */
async function planSafely({ source, from, engine, since, out, database }: ConvertOptions, target: FixTarget): Promise<Result<FixFiles>> {
  const { fixPaths } = await import('../pipeline.ts')
  const fixed = await fixPaths(
    {
      paths: [source],
      ...(engine === undefined ? {} : { engine }),
      ...(from === 'auto' ? {} : { framework: from }),
      ...(since === undefined ? {} : { since }),
      ...(database === undefined ? {} : { database }),
    },
    new Date(),
    target,
  )
  return fixed.ok ? ok(await fixFiles(fixed.value.fixes, join(out, 'safe'), target.framework)) : fixed
}

/** What single options cannot know of each other. */
function checkTogether({ to, layout, author, out, safe, since }: Partial<ConvertOptions>): true {
  const known: readonly string[] = to === 'sql' || to === 'liquibase' ? layoutsOf[to] : []
  if (layout !== undefined && !known.includes(layout))
    throw new UsageError(`--layout ${layout} is not one of ${to}: ${known.length === 0 ? 'it has one layout' : known.join(', ')}`)
  if (author !== undefined && to !== 'liquibase') throw new UsageError(`--author is for Liquibase change sets; ${to} has no author`)
  if (since !== undefined && safe !== true) throw new UsageError('--since says from where --safe plans anew: give that too')
  if (out === '') throw new UsageError('--out must name a folder; . is this one')
  return true
}

export const convertCommand: Command<ConvertOptions> = ({ terminal, finish }) => ({
  command: 'convert <source>',
  describe: 'write the migrations of one framework as those of another',
  builder: yargs =>
    yargs
      .positional('source', { type: 'string', demandOption: true, describe: 'the repository, or the folder its migrations lie in' })
      .option('to', { choices: frameworkIds, demandOption: true, describe: 'the framework to write for' })
      .option('from', { choices: ['auto', ...frameworkIds] as const, default: 'auto' as const, describe: 'the framework to read' })
      .option('out', {
        type: 'string',
        requiresArg: true,
        demandOption: true,
        describe: 'folder for the files: its migrations folder, ledger/ and CONVERSION.md; nothing there is overwritten',
      })
      .option('database', { ...databaseOption, describe: 'which database of lockstep.config.ts, where it has several' })
      .option('engine', { type: 'string', requiresArg: true, describe: 'postgres, or with a version: postgres@16' })
      .option('framework-version', {
        type: 'string',
        requiresArg: true,
        describe: 'of the target, such as 8.1 [default: the newest supported]',
      })
      .option('source-version', { type: 'string', requiresArg: true, describe: 'of the source, where its repository does not say' })
      .option('layout', { choices: layouts, describe: 'sql: pairs, golang-migrate, goose or dbmate; liquibase: xml, yaml, json or sql' })
      .option('author', { type: 'string', requiresArg: true, describe: 'author of Liquibase change sets [default: lockstep]' })
      .option('squash', { type: 'boolean', default: false, describe: 'one migration that makes the final schema, instead of the history' })
      .option('safe', {
        type: 'boolean',
        default: false,
        describe: 'plan anew what harmful migrations wanted, into safe/; the history itself stays as it was',
      })
      .option('since', {
        type: 'string',
        requiresArg: true,
        describe: 'with --safe: only what came after this git revision or version, because it has run nowhere yet',
      })
      .option('format', {
        choices: ['text', 'md', 'json'] as const,
        default: 'text' as const,
        describe: 'of the report on standard output',
      })
      .check(options => checkTogether(options as unknown as Partial<ConvertOptions>))
      .example('$0 convert . --to flyway --out converted', 'whatever the repository has, as Flyway scripts')
      .example('$0 convert db/migrate --from rails --to sql --layout goose --out converted', 'one folder, for goose')
      .example('$0 convert . --to flyway --out converted --safe --since 20261101000000', 'the newest ones planned anew too')
      .example('$0 convert . --to alembic --out converted --format json', 'the report for programs')
      .epilogue(
        'Exit code 1: something was not translated, and a file stops there. ledger/README.md says how a database that is migrated already goes on.',
      ),
  handler: async options => finish(await convert(options, terminal)),
})
