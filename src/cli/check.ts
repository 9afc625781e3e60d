import { join } from 'node:path'
import type { Checked, FindingFormat, Fix } from '../pipeline.ts'
import type { Result } from '../model/diagnostic.ts'
import { frameworkIds, type FrameworkId } from '../model/framework.ts'
import type { Command } from './command.ts'
import { databaseOption } from './change-options.ts'
import { judgedAs } from './config.ts'
import { exitCode, type ExitCode } from './exit-code.ts'
import { fixFiles } from './fix-files.ts'
import { refuse } from './refuse.ts'
import { nameOf, sourceOf, type Terminal } from './terminal.ts'
import { writeFiles } from './write-files.ts'

export interface CheckOptions {
  readonly paths: readonly string[]
  readonly format: FindingFormat
  readonly notes: boolean
  readonly database?: string
  readonly engine?: string
  readonly framework?: FrameworkId
  readonly since?: string
  readonly baseline?: string
  readonly writeBaseline?: string
  readonly schema?: string
  readonly fix: boolean
  readonly out?: string
}

/** Reports what migrations lock, rewrite, break and lose. Writes nothing but the baseline or the safe versions it is asked for. */
export async function check(options: CheckOptions, terminal: Terminal): Promise<ExitCode> {
  const { checkPaths, fixPaths, reportFindings, writeBaseline } = await import('../pipeline.ts')
  const { format, notes, writeBaseline: baselineFile, fix, out, database, ...rest } = options
  const stated = await judgedAs(options, terminal)
  if (typeof stated === 'number') return stated
  const { layout, engine } = stated
  const wanted = { ...rest, ...(layout === undefined ? {} : { reading: { layout } }), ...(engine === undefined ? {} : { engine }) }
  const fixed = fix ? await fixPaths({ ...wanted, ...(database === undefined ? {} : { database }) }, new Date()) : undefined
  const checked: Result<Checked> =
    fixed === undefined ? await checkPaths(wanted) : fixed.ok ? { ok: true, value: fixed.value.checked } : fixed
  if (!checked.ok) return refuse(checked.diagnostics, terminal)
  if (baselineFile !== undefined) {
    const written = writeFiles([{ path: baselineFile, content: await writeBaseline(checked.value) }], { force: true })
    if (!written.ok) {
      await terminal.report(written.diagnostics)
      return exitCode.failure
    }
    terminal.out(`${baselineFile}: ${checked.value.findings.length} findings are known from now on; commit it\n`)
    return exitCode.clean
  }
  terminal.out(
    await reportFindings(checked.value, {
      format,
      notes,
      isPainted: terminal.isPainted,
      width: terminal.width,
      sourceOf: file => sourceOf(join(checked.value.root, file)),
      nameOf: file => nameOf(join(checked.value.root, file)),
    }),
  )
  if (fixed?.ok === true && !(await writeFixes(fixed.value.fixes, out ?? 'lockstep/fixes', terminal))) return exitCode.failure
  const serious = [...checked.value.findings, ...checked.value.diagnostics].some(({ severity }) => severity !== 'note')
  return serious ? exitCode.findings : exitCode.clean
}

async function writeFixes(fixes: readonly Fix[], out: string, terminal: Terminal): Promise<boolean> {
  const { files, told } = await fixFiles(fixes, out)
  const written = writeFiles(files, { force: true })
  await terminal.report(written.ok ? told : written.diagnostics)
  return written.ok
}

export const checkCommand: Command<CheckOptions> = ({ terminal, finish }) => ({
  command: 'check <paths..>',
  describe: 'say what migrations that are written already lock, rewrite, break and lose',
  builder: yargs =>
    yargs
      .positional('paths', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'files and folders to report on; the rest of the project is read for its schema',
      })
      .option('since', {
        type: 'string',
        requiresArg: true,
        describe: 'a git revision, or the version of a migration: only what came after it, taken as one deploy',
      })
      .option('baseline', { type: 'string', requiresArg: true, describe: 'file of findings that are known and not told again' })
      .option('write-baseline', { type: 'string', requiresArg: true, describe: 'write that file from what is found now' })
      .option('format', {
        choices: ['text', 'json', 'sarif', 'github', 'gitlab', 'markdown'] as const,
        default: 'text' as const,
        describe: 'text for a terminal, the rest for programs and reviews',
      })
      .option('notes', { type: 'boolean', default: false, describe: 'tell notes in full too' })
      .option('framework', { choices: frameworkIds, describe: 'found out by itself unless told' })
      .option('database', databaseOption)
      .option('engine', {
        type: 'string',
        requiresArg: true,
        describe:
          'postgres@16, or postgres@14.3 where the minor version matters; otherwise what the containers of the repository name, or 14',
      })
      .option('schema', {
        type: 'string',
        requiresArg: true,
        describe: 'schema file, schema.rb or SQL dump to start from, with the sizes of tables; instead of the history',
      })
      .option('fix', { type: 'boolean', default: false, describe: 'write the safe version of each migration with an error or a warning' })
      .option('out', { type: 'string', requiresArg: true, implies: 'fix', describe: 'where to; lockstep/fixes unless told' })
      .example('$0 check db/migrate --since origin/main', 'what this branch adds, in a Rails repository')
      .example('$0 check migrations/V42__add_index.sql', 'one file, judged on the schema that its history makes')
      .example('$0 check db --write-baseline lockstep/known.json', 'take over what there is; then --baseline lockstep/known.json')
      .example('$0 check db --since v1.4 --format sarif > check.sarif', 'for code scanning')
      .example('$0 check db/migrate --since main --fix', 'and plan anew, in the same framework, what they wanted')
      .example('$0 explain set-not-null-scans-table', 'what a finding means')
      .epilogue('Answer for a statement in a comment above it: lockstep:allow <rule> because <reason>'),
  handler: async options => finish(await check(options, terminal)),
})
