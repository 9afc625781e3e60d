import { join, relative } from 'node:path'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { PreparedRevert } from '../pipeline/life/revert-stored.ts'
import { workspaceOf } from '../pipeline/workspace.ts'
import type { Command } from './command.ts'
import { environmentFor, settingsFor } from './config.ts'
import { exitCode, type ExitCode } from './exit-code.ts'
import { formatWritten } from './format-written.ts'
import { jobNotes } from './job-notes.ts'
import { stated } from './make-plan.ts'
import { withPresentState } from './present-state.ts'
import { refuse } from './refuse.ts'
import type { Terminal } from './terminal.ts'
import { writeFiles } from './write-files.ts'
import { writtenList } from './written-list.ts'

export interface RevertOptions {
  readonly plan?: string
  readonly to?: string
  readonly databaseUrl?: string
  readonly schema?: string
  readonly acceptLoss: boolean
  readonly dryRun: boolean
  readonly env?: string
}

/** Plans to undo a plan by migrations that go forward, and writes the first of them. All files or none. */
export async function revert(options: RevertOptions, terminal: Terminal): Promise<ExitCode> {
  const { root } = workspaceOf()
  const [{ findPlan }, { prepareRevert }, { ownName }] = await Promise.all([
    import('../pipeline/life/find-plan.ts'),
    import('../pipeline/life/revert-stored.ts'),
    import('../pipeline/life/attest-gate.ts'),
  ])
  const found = findPlan(root, options.plan)
  if (!found.ok) return refuse(found.diagnostics, terminal)
  const settings = await settingsFor(undefined, found.value.state.database, terminal)
  if (typeof settings === 'number') return settings
  const { to, databaseUrl, schema, acceptLoss, dryRun } = options
  const environment = await environmentFor(options.env, settings)
  const prepared = await prepareRevert({
    root,
    stored: found.value,
    acceptsLoss: acceptLoss,
    options: settings.framework === undefined || settings.framework === found.value.state.framework ? settings.options : {},
    environment,
    now: new Date(),
    by: ownName(root) ?? 'unknown',
    ...stated({ to, databaseUrl, schema, usual: settings.environments.at(-1) }),
  })
  if (!prepared.ok) return refuse(prepared.diagnostics, terminal)
  await show(found.value.plan.title, prepared.value, terminal)
  await terminal.report(prepared.value.warnings)
  if (dryRun) {
    await terminal.report([note('dry-run', 'Nothing was written.')])
    return exitCode.clean
  }
  const { files, papers, against, stored } = prepared.value
  const near = (path: string): string => join(relative(process.cwd(), root), path)
  const written = writeFiles(
    [
      ...files.map(({ path, content, isFrozen }) => ({ path: near(path), content, isFrozen: isFrozen ?? false })),
      ...papers.map(({ path, content }) => ({ path: near(path), content, isGenerated: true })),
    ],
    { force: false },
  )
  if (!written.ok) return refuse(written.diagnostics, terminal)
  terminal.out(writtenList(written.value))
  await terminal.report(notesOn(prepared.value))
  if (against.length > 0) return refuse(against, terminal)
  return formatWritten({ root, formatter: settings.formatter, stored, files }, terminal)
}

const note = (code: string, message: string): Diagnostic => ({ code, severity: 'note', message })

async function show(title: string, { undone, grade, stored: { plan } }: PreparedRevert, terminal: Terminal): Promise<void> {
  const [{ reportRevert }, { reportPlan }] = await Promise.all([import('../pipeline/life/report-life.ts'), import('../pipeline.ts')])
  const how = { isPainted: terminal.isPainted, width: terminal.width }
  terminal.out(reportRevert({ title, undone, grade }, how))
  terminal.out(`${await reportPlan(plan, { format: 'text', ...how })}\n`)
}

function notesOn({ stored: { slug, plan }, stages, files, toAdd }: PreparedRevert): readonly Diagnostic[] {
  const next = plan.stages.find(({ number }) => !stages.some(stage => stage.number === number))
  return [
    ...(toAdd === undefined ? [] : [note('to-add', toAdd)]),
    ...jobNotes(files),
    ...(next === undefined
      ? []
      : [
          note(
            'next',
            `Next is stage ${next.number} (${next.phase}), ${next.gate.length === 0 ? 'at once' : 'when its gate is passed'}: lockstep generate ${slug}`,
          ),
        ]),
  ]
}

export const revertCommand: Command<RevertOptions> = ({ terminal, finish }) => ({
  command: 'revert [plan]',
  describe: 'undo a plan by new migrations that go forward, and leave everybody else’s alone',
  builder: yargs =>
    withPresentState(
      yargs
        .positional('plan', { type: 'string', describe: 'the plan, as lockstep/plans names it [default: the only one under way]' })
        .option('to', {
          type: 'string',
          requiresArg: true,
          describe: 'start, expand, migrate, or the number of a stage: what was written after it is undone [default: one phase back]',
        }),
    )
      .option('accept-loss', { type: 'boolean', default: false, describe: 'undo what loses data too; what has no way back stays done' })
      .option('env', {
        type: 'string',
        requiresArg: true,
        describe: 'environment whose attestations pass a gate [default: the last of lockstep.config.ts, or production]',
      })
      .option('dry-run', { type: 'boolean', default: false, describe: 'show the plan, and write nothing' })
      .example('$0 revert rename_users_name --dry-run', 'what undoing the last phase does, and what it costs')
      .example('$0 revert rename_users_name --to start', 'all of it, stage by stage, with a gate before what new code needs goes away'),
  handler: async options => finish(await revert(options, terminal)),
})
