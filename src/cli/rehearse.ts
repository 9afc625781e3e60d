import { join, resolve, sep } from 'node:path'
import { ok, type Result } from '../model/diagnostic.ts'
import { frameworkIds, type FrameworkId } from '../model/framework.ts'
import type { EmittedFile, Plan } from '../pipeline.ts'
import { pathFrom } from '../pipeline/workspace.ts'
import { exitCode, UsageError, type ExitCode } from './exit-code.ts'
import type { GenerateRequest } from './generate-stages.ts'
import { planFrom } from './make-plan.ts'
import { refuse } from './refuse.ts'
import type { Terminal } from './terminal.ts'
import { writeFiles, type FileToWrite } from './write-files.ts'
import { writtenList } from './written-list.ts'

interface Known {
  readonly plan: Plan
  readonly framework?: FrameworkId
}

/** Writes all phases at once, into folders of their own, to be looked at and tried; nothing is noted of it. */
export async function rehearse(request: GenerateRequest, terminal: Terminal): Promise<ExitCode> {
  const { options, settings } = request
  const { out } = options
  if (out === undefined) throw new UsageError('--phase all is a rehearsal and needs --out DIR')
  const known = await planOf(request)
  if (!known.ok) return refuse(known.diagnostics, terminal)
  const { plan, framework } = known.value
  const to = options.to ?? framework
  if (to === undefined) throw new UsageError('--to must be given, or framework in lockstep.config.ts')
  const { generateFiles, reportPlan } = await import('../pipeline.ts')
  const around = await migrationsFolderAround(out)
  if (around !== undefined)
    throw new UsageError(`--out ${out} lies in ${around}, a migrations folder, and a rehearsal holds phases whose gate is not passed`)
  const { frameworkVersion, layout, author, jobs, after } = options
  const emitted = await generateFiles(plan, {
    ...(settings.framework === to ? settings.options : {}),
    framework: to,
    phase: 'all',
    now: options.now ?? new Date(),
    ...(frameworkVersion === undefined ? {} : { version: frameworkVersion }),
    ...(layout === undefined ? {} : { layout }),
    ...(author === undefined ? {} : { author }),
    ...(jobs === undefined ? {} : { jobs }),
    ...(after === undefined ? {} : { after }),
  })
  if (!emitted.ok) return refuse(emitted.diagnostics, terminal)
  const written = writeFiles(
    [
      ...emitted.value.map(file => placed(file, plan, out)),
      { path: join(out, 'plan.json'), content: await reportPlan(plan, { format: 'json' }) },
      { path: join(out, 'PLAN.md'), content: await reportPlan(plan, { format: 'md', framework: to }) },
    ],
    { force: options.force },
  )
  if (!written.ok) {
    await terminal.report(written.diagnostics)
    return exitCode.failure
  }
  terminal.out(writtenList(written.value))
  return exitCode.clean
}

/** A stored plan that is named by itself, else that of the change file as it is now. */
async function planOf({ settings, given, options, named }: GenerateRequest): Promise<Result<Known>> {
  const { stored, change } = named
  if (stored !== undefined && pathFrom(settings.root, given.change) !== change)
    return ok({ plan: stored.plan, framework: stored.state.framework })
  const made = await planFrom(options, settings)
  return made.ok ? ok({ plan: made.value.plan }) : made
}

/** The conventional migrations folder, of any framework, that a path is or lies in: its runner may read all below. */
async function migrationsFolderAround(path: string): Promise<string | undefined> {
  const { frameworkFolder } = await import('../pipeline.ts')
  const folders = await Promise.all(frameworkIds.map(frameworkFolder))
  const there = `${resolve(path)}${sep}`.replaceAll(sep, '/')
  return folders.find(folder => there.includes(`/${folder}/`))
}

function placed(file: EmittedFile, plan: Plan, folder: string): FileToWrite {
  const phase = plan.stages.find(({ number }) => number === file.stage)?.phase
  if (phase === undefined) throw new Error(`${file.name} belongs to stage ${file.stage}, which the plan does not have`)
  return {
    path: file.from === undefined ? join(folder, `${file.stage}-${phase}`, file.name) : join(folder, file.name),
    content: file.content,
  }
}
