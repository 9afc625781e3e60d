import { join } from 'node:path'
import { workspaceOf } from '../pipeline/workspace.ts'
import type { Command } from './command.ts'
import { exitCode, type ExitCode } from './exit-code.ts'
import { withPresentState } from './present-state.ts'
import { refuse } from './refuse.ts'
import type { Terminal } from './terminal.ts'
import { today } from './today.ts'
import { writeFiles } from './write-files.ts'

export interface ReplanOptions {
  readonly plan?: string
  readonly databaseUrl?: string
  readonly schema?: string
  readonly dryRun: boolean
}

/** Plans what is left of a plan from how things stand now, shows what changes, and writes the plan's folder anew. */
export async function replan({ plan, databaseUrl, schema, dryRun }: ReplanOptions, terminal: Terminal): Promise<ExitCode> {
  const { root } = workspaceOf()
  const [{ findPlan }, { replanStored }, { planFiles, stateFile }, { reportReplan }] = await Promise.all([
    import('../pipeline/life/find-plan.ts'),
    import('../pipeline/life/replan-stored.ts'),
    import('../pipeline/life/plan-folder.ts'),
    import('../pipeline/life/report-life.ts'),
  ])
  const found = findPlan(root, plan)
  if (!found.ok) return refuse(found.diagnostics, terminal)
  const source = { ...(databaseUrl === undefined ? {} : { databaseUrl }), ...(schema === undefined ? {} : { schema }) }
  const replanned = await replanStored(root, found.value, source, today())
  if (!replanned.ok) return refuse(replanned.diagnostics, terminal)
  const { before, after, joined, left, leftNow, because, notes } = replanned.value
  const written = before.plan.stages.length - left.length
  terminal.out(reportReplan({ title: before.plan.title, written, left, leftNow, because }, terminal.isPainted))
  if (dryRun) {
    await terminal.report([...notes, { code: 'dry-run', severity: 'note', message: 'Nothing was written.' }])
    return exitCode.clean
  }
  const files = [...(await planFiles(root, after)), ...joined.map(({ slug, state }) => stateFile(slug, state))]
  const placed = writeFiles(
    files.map(({ path, content }) => ({ path: join(root, path), content })),
    { force: true },
  )
  if (!placed.ok) return refuse(placed.diagnostics, terminal)
  await terminal.report([
    ...notes,
    {
      code: 'next',
      severity: 'note',
      message: `lockstep/plans/${after.slug} is planned anew; commit it. Next: lockstep generate ${after.slug}`,
    },
  ])
  return exitCode.clean
}

export const replanCommand: Command<ReplanOptions> = ({ terminal, finish }) => ({
  command: 'replan [plan]',
  describe: 'plan what is left of a plan from how things stand now',
  builder: yargs =>
    withPresentState(
      yargs.positional('plan', { type: 'string', describe: 'the plan, as lockstep/plans names it [default: the only one under way]' }),
    )
      .option('dry-run', { type: 'boolean', default: false, describe: 'show what would change, and write nothing' })
      .example('$0 replan rename_users_name', 'somebody indexed the column meanwhile: the index is carried over')
      .example('$0 replan rename_users_name --dry-run', 'what would change')
      .example('$0 replan rename_users_name --database-url "$DATABASE_URL"', 'a migration stopped half-way, or somebody worked by hand')
      .epilogue('Written stages stay as they are; what is left is numbered after them. docs/life.md tells more.'),
  handler: async options => finish(await replan(options, terminal)),
})
