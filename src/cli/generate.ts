import { join, resolve, sep } from 'node:path'
import type { Diagnostic } from '../model/diagnostic.ts'
import { frameworkIds, type FrameworkId } from '../model/framework.ts'
import { phases, type Phase } from '../model/gate.ts'
import type { EmittedFile, Plan } from '../pipeline.ts'
import { withChangeOptions, type ChangeOptions } from './change-options.ts'
import type { Command } from './command.ts'
import { configured } from './config.ts'
import { exitCode, exitCodeOf, UsageError, type ExitCode } from './exit-code.ts'
import { layouts, layoutsOf } from './layouts.ts'
import { makePlan } from './make-plan.ts'
import type { Terminal } from './terminal.ts'
import { writeFiles, type FileToWrite } from './write-files.ts'

export interface GenerateOptions extends ChangeOptions {
  /** What `lockstep.config.ts` says when absent. */
  readonly to?: FrameworkId
  readonly frameworkVersion?: string
  readonly layout?: string
  readonly author?: string
  readonly phase?: Phase | 'all'
  readonly stage?: number
  readonly after?: string
  readonly out?: string
  /** The clock of names and headers; this moment when absent. */
  readonly now?: Date
  readonly force: boolean
}

/** Writes a change's migration files for one framework, and its plan beside them. All files or none. */
export async function generate(given: GenerateOptions, terminal: Terminal): Promise<ExitCode> {
  const answers = await configured(given, given.change, terminal)
  if (typeof answers === 'number') return answers
  const { options, settings } = answers
  const { to, out, force, stage } = options
  if (to === undefined) throw new UsageError('--to must be given, or framework in lockstep.config.ts')
  const plan = await makePlan(options, settings, terminal)
  if (typeof plan === 'number') return plan
  const phase = options.phase ?? plan.stages[0]?.phase
  const { generateFiles, frameworkFolder, reportPlan } = await import('../pipeline.ts')
  const isRehearsal = phase === 'all' && out !== undefined
  const around = isRehearsal ? await migrationsFolderAround(out) : undefined
  if (around !== undefined)
    throw new UsageError(`--out ${out} lies in ${around}, a migrations folder, and a rehearsal holds phases whose gate is not passed`)
  const emitted = await generateFiles(plan, {
    ...(settings.framework === to ? settings.options : {}),
    framework: to,
    ...(phase === undefined ? {} : { phase }),
    ...(stage === undefined ? {} : { stage }),
    now: options.now ?? new Date(),
    ...(options.frameworkVersion === undefined ? {} : { version: options.frameworkVersion }),
    ...(options.layout === undefined ? {} : { layout: options.layout }),
    ...(options.author === undefined ? {} : { author: options.author }),
    ...(options.after === undefined ? {} : { after: options.after }),
  })
  if (!emitted.ok) {
    await terminal.report(emitted.diagnostics)
    return exitCodeOf(emitted.diagnostics)
  }
  const migrations = out ?? (await frameworkFolder(to))
  const papers = isRehearsal ? out : join('lockstep', 'plans', plan.slug)
  const written = writeFiles(
    [
      ...emitted.value.map(file => placed(file, plan, migrations, isRehearsal)),
      { path: join(papers, 'plan.json'), content: await reportPlan(plan, { format: 'json' }) },
      { path: join(papers, 'PLAN.md'), content: await reportPlan(plan, { format: 'md', framework: to }) },
    ],
    { force },
  )
  if (!written.ok) {
    await terminal.report(written.diagnostics)
    return exitCode.failure
  }
  terminal.out(`${written.value.map(({ path, how }) => (how === 'created' ? path : `${path} (${how})`)).join('\n')}\n`)
  if (!isRehearsal) await terminal.report(reminders(plan, [...new Set(emitted.value.map(file => file.stage))]))
  return exitCode.clean
}

/** The conventional migrations folder, of any framework, that a path is or lies in: its runner may read all below. */
async function migrationsFolderAround(path: string): Promise<string | undefined> {
  const { frameworkFolder } = await import('../pipeline.ts')
  const folders = await Promise.all(frameworkIds.map(frameworkFolder))
  const there = `${resolve(path)}${sep}`.replaceAll(sep, '/')
  return folders.find(folder => there.includes(`/${folder}/`))
}

function placed(file: EmittedFile, plan: Plan, folder: string, byStage: boolean): FileToWrite {
  const phase = plan.stages.find(({ number }) => number === file.stage)?.phase
  if (phase === undefined) throw new Error(`${file.name} belongs to stage ${file.stage}, which the plan does not have`)
  return { path: byStage ? join(folder, `${file.stage}-${phase}`, file.name) : join(folder, file.name), content: file.content }
}

/** What must be true before the written files run, and what comes after them. */
function reminders(plan: Plan, written: readonly number[]): readonly Diagnostic[] {
  const notes = plan.stages
    .filter(stage => written.includes(stage.number) && stage.gate.length > 0)
    .map(({ number, phase, gate }) => ({
      code: 'gate',
      message: [`Stage ${number} (${phase}) must not run before:`, ...gate.map(({ text }) => `- ${text}`)].join('\n'),
    }))
  const next = plan.stages.find(({ number }) => number > Math.max(...written))
  const last =
    next === undefined
      ? []
      : [
          {
            code: 'next',
            message: `Next is stage ${next.number} (${next.phase}), ${next.gate.length === 0 ? 'once these files have run' : 'when its gate is passed'}: --stage ${next.number}`,
          },
        ]
  return [...notes, ...last].map(note => ({ ...note, severity: 'note' }))
}

/** What single options cannot know of each other. */
function checkTogether({ to, layout, author, phase, stage, out }: Partial<GenerateOptions>): true {
  const known: readonly string[] = to === 'sql' || to === 'liquibase' ? layoutsOf[to] : []
  if (layout !== undefined && to !== undefined && !known.includes(layout))
    throw new UsageError(`--layout ${layout} is not one of ${to}: ${known.length === 0 ? 'it has one layout' : known.join(', ')}`)
  if (author !== undefined && to !== undefined && to !== 'liquibase')
    throw new UsageError(`--author is for Liquibase change sets; ${to} has no author`)
  if (stage !== undefined && !(Number.isInteger(stage) && stage > 0)) throw new UsageError('--stage must be the number of a stage: 1, 2, …')
  if (out === '') throw new UsageError('--out must name a folder; . is this one')
  if (phase === 'all' && out === undefined)
    throw new UsageError(
      '--phase all is a rehearsal and needs --out DIR: later phases must not lie in the framework’s folder before their gate is passed',
    )
  return true
}

export const generateCommand: Command<GenerateOptions> = ({ terminal, finish }) => ({
  command: 'generate <change>',
  describe: 'write the migration files of a change for your framework',
  builder: yargs =>
    withChangeOptions(yargs)
      .option('to', { choices: frameworkIds, describe: 'the framework whose files are written [default: that of lockstep.config.ts]' })
      .option('framework-version', {
        type: 'string',
        requiresArg: true,
        describe: 'its version, such as 8.1 [default: the newest supported]',
      })
      .option('layout', { choices: layouts, describe: 'sql: pairs, golang-migrate, goose or dbmate; liquibase: xml, yaml, json or sql' })
      .option('author', { type: 'string', requiresArg: true, describe: 'author of Liquibase change sets' })
      .option('phase', {
        choices: [...phases, 'all'] as const,
        describe: 'write this phase, up to its next gate [default: the first phase]',
      })
      .option('stage', { type: 'number', requiresArg: true, conflicts: 'phase', describe: 'write one stage, by its number in the plan' })
      .option('after', { type: 'string', requiresArg: true, describe: 'highest version, or head revision, already in the repository' })
      .option('out', { type: 'string', requiresArg: true, describe: 'folder for the files [default: the framework’s own]' })
      .option('now', {
        type: 'string',
        requiresArg: true,
        describe: 'the clock, as ISO 8601, for files that are the same byte for byte',
        coerce: instant,
      })
      .option('force', { type: 'boolean', default: false, describe: 'overwrite files that are there with other content' })
      .check(options => checkTogether(options as Partial<GenerateOptions>))
      .example('$0 generate name.ts --to rails', 'the first phase into db/migrate')
      .example('$0 generate name.ts --to rails --phase contract', 'weeks later, when the gate is passed')
      .example('$0 generate name.ts --to sql --phase all --out try', 'all at once, as try/<n>-<phase>/…')
      .example('$0 generate name.ts --to liquibase --layout yaml', 'a change log in YAML'),
  handler: async options => finish(await generate(options, terminal)),
})

function instant(text: string): Date {
  const at = new Date(text)
  if (!/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/.test(text) || Number.isNaN(at.getTime())) {
    throw new UsageError(`--now: "${text}" is no ISO 8601 time; write 2026-11-20T09:30:00Z`)
  }
  return at
}
