import { join } from 'node:path'
import { workspaceOf } from '../pipeline/workspace.ts'
import type { Command } from './command.ts'
import { environmentFor } from './config.ts'
import { exitCode, UsageError, type ExitCode } from './exit-code.ts'
import { stated } from './make-plan.ts'
import { refuse } from './refuse.ts'
import type { Terminal } from './terminal.ts'
import { today } from './today.ts'
import { writeFiles } from './write-files.ts'

export interface StatusOptions {
  readonly plan?: string
  readonly all: boolean
  /** The last of the configuration's when absent; production where it names none. */
  readonly env?: string
  readonly database?: string
  readonly databaseUrl?: string
  readonly format: 'text' | 'json'
  readonly finish?: string
  readonly abandon?: string
  readonly because?: string
  readonly by?: string
}

/** Shows the plans of the workspace: where each stands and what is next; or writes down that one has ended. */
export async function status(options: StatusOptions, terminal: Terminal): Promise<ExitCode> {
  const { root } = workspaceOf()
  const ending = options.finish ?? options.abandon
  if (ending !== undefined) return end(ending, root, options, terminal)
  const [{ readStatus }, { reportStatus }, { findPlan }] = await Promise.all([
    import('../pipeline/life/read-status.ts'),
    import('../pipeline/life/report-life.ts'),
    import('../pipeline/life/find-plan.ts'),
  ])
  const named = options.plan === undefined ? undefined : findPlan(root, options.plan)
  if (named?.ok === false) return refuse(named.diagnostics, terminal)
  const { all, databaseUrl, database, format } = options
  const settings = await (await import('../pipeline/settings/index.ts')).readAllSettings()
  if (!settings.ok) return refuse(settings.diagnostics, terminal)
  const environments = settings.value[0]?.environments ?? []
  const known = settings.value.flatMap(each => each.database ?? [])
  if (database !== undefined && !known.includes(database))
    throw new UsageError(
      `--database ${database} is none of lockstep.config.ts: ${known.length === 0 ? 'it names no databases' : `there are ${known.join(', ')}`}`,
    )
  const environment = await environmentFor(options.env, { environments })
  const read = await readStatus({
    root,
    all,
    environment,
    on: today(),
    ...stated({ databaseUrl, database, usual: environments.at(-1), only: named?.ok === true ? named.value.slug : undefined }),
  })
  if (!read.ok) return refuse(read.diagnostics, terminal)
  terminal.out(reportStatus(read.value.status, { format, isPainted: terminal.isPainted, width: terminal.width }))
  return read.value.diagnostics.length === 0 ? exitCode.clean : refuse(read.value.diagnostics, terminal)
}

async function end(
  named: string,
  root: string,
  { finish, because, by, databaseUrl }: StatusOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const [{ findPlan }, { abandonPlan, finishPlan, standsAgain }, { ownName }, { stateFile }] = await Promise.all([
    import('../pipeline/life/find-plan.ts'),
    import('../pipeline/life/end-plan.ts'),
    import('../pipeline/life/attest-gate.ts'),
    import('../pipeline/life/plan-folder.ts'),
  ])
  const found = findPlan(root, named)
  if (!found.ok) return refuse(found.diagnostics, terminal)
  const who = by ?? ownName(root)
  if (who === undefined) throw new UsageError('--by must say whose word it is: git does not know your name here')
  const ending = { root, stored: found.value, by: who, on: today() }
  const ended = finish === undefined ? abandonPlan(ending, because ?? '') : await finishPlan(ending, databaseUrl)
  if (!ended.ok) return refuse(ended.diagnostics, terminal)
  const again = finish === undefined ? standsAgain(root, found.value) : undefined
  const states = [ended.value, ...(again === undefined ? [] : [again])].map(({ slug, state }) => ({ state, ...stateFile(slug, state) }))
  const written = writeFiles(
    states.map(({ path, content }) => ({ path: join(root, path), content })),
    { force: true },
  )
  if (!written.ok) return refuse(written.diagnostics, terminal)
  terminal.out(states.map(({ path, state }) => `${path}: ${state.end?.how ?? 'under way again'}. Commit it.\n`).join(''))
  return exitCode.clean
}

function checkTogether({ finish, abandon, because, plan, by, database, databaseUrl }: Partial<StatusOptions>): true {
  if (finish !== undefined && abandon !== undefined) throw new UsageError('--finish and --abandon exclude each other')
  const ending = finish ?? abandon
  if (ending !== undefined && plan !== undefined)
    throw new UsageError(`${plan} is one argument too many: --finish and --abandon name the plan themselves`)
  if (abandon !== undefined && (because ?? '').trim() === '') throw new UsageError('--because must say why the plan is given up')
  if (abandon === undefined && because !== undefined) throw new UsageError('--because goes with --abandon')
  if (database !== undefined && databaseUrl === undefined) throw new UsageError('--database says where --database-url leads')
  if (ending === undefined && by !== undefined) throw new UsageError('--by goes with --finish or --abandon')
  return true
}

export const statusCommand: Command<StatusOptions> = ({ terminal, finish }) => ({
  command: 'status [plan]',
  describe: 'show the plans under way: where each stands, what is next, who attested what',
  builder: yargs =>
    yargs
      .positional('plan', { type: 'string', describe: 'one plan, as lockstep/plans names it [default: all that have not ended]' })
      .option('all', { type: 'boolean', default: false, describe: 'those that have ended too' })
      .option('database-url', {
        type: 'string',
        requiresArg: true,
        describe: 'asked which files have run, by the framework’s own record; read-only',
      })
      .option('env', {
        type: 'string',
        requiresArg: true,
        describe: 'the environment whose gate is meant [default: the last of lockstep.config.ts, or production]',
      })
      .option('database', {
        type: 'string',
        requiresArg: true,
        describe: 'the database that --database-url leads to, where there are several',
      })
      .option('format', {
        choices: ['text', 'json'] as const,
        default: 'text' as const,
        describe: 'json for programs; docs/life.md describes it',
      })
      .option('finish', {
        type: 'string',
        requiresArg: true,
        describe: 'write down that a plan is through; with --database-url the database must show it',
      })
      .option('abandon', { type: 'string', requiresArg: true, describe: 'write down that a plan is given up; what is written of it stays' })
      .option('because', { type: 'string', requiresArg: true, describe: 'why it is given up' })
      .option('by', { type: 'string', requiresArg: true, describe: 'whose word it is [default: git’s user.name and user.email]' })
      .check(options => checkTogether(options as Partial<StatusOptions>))
      .example('$0 status', 'what is under way, and what to type next')
      .example('$0 status --database-url "$DATABASE_URL"', 'and which files have run there')
      .example('$0 status --finish rename_users_name --database-url "$DATABASE_URL"', 'it is through; others need not mind it any more')
      .example('$0 status --abandon rename_users_name --because "we alias it in the model"', 'it is given up'),
  handler: async options => finish(await status(options, terminal)),
})
