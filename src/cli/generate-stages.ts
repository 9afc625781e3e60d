import { join, relative } from 'node:path'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { Settings } from '../pipeline.ts'
import type { Generation, GenerationRequest } from '../pipeline/life/generate.ts'
import type { NamedPlan } from '../pipeline/life/which-plan.ts'
import { ownName } from '../pipeline/life/attest-gate.ts'
import { pathFrom } from '../pipeline/workspace.ts'
import { exitCode, type ExitCode } from './exit-code.ts'
import { formatWritten } from './format-written.ts'
import { jobNotes } from './job-notes.ts'
import type { GenerateOptions } from './generate-options.ts'
import { planFrom, stated } from './make-plan.ts'
import { refuse } from './refuse.ts'
import type { Terminal } from './terminal.ts'
import { writeFiles } from './write-files.ts'
import { writtenList } from './written-list.ts'

export interface GenerateRequest {
  /** As the command line states them. */
  readonly given: GenerateOptions
  /** With what the configuration answers. */
  readonly options: GenerateOptions
  readonly settings: Settings
  readonly named: NamedPlan
}

/** A path from the root as the user would name it. */
export const nearRoot = (root: string, path: string): string => join(relative(process.cwd(), root), path)

/** Writes the next stages of a plan into the repository, and the plan's folder with them. All files or none. */
export async function generateStages(request: GenerateRequest, terminal: Terminal): Promise<ExitCode> {
  const { options, settings } = request
  const { root } = settings
  const { prepareGeneration } = await import('../pipeline/life/generate.ts')
  const prepared = await prepareGeneration(wishOf(request))
  if (!prepared.ok) return refuse(prepared.diagnostics, terminal)
  const generation = prepared.value
  if (generation.kind === 'written') return tellWritten(generation, terminal)
  const papers = generation.papers.map(({ path, content }) => ({ path: nearRoot(root, path), content, isGenerated: true }))
  const files =
    generation.kind === 'gate'
      ? []
      : generation.files.map(({ path, content, isFrozen }) => ({ path: nearRoot(root, path), content, isFrozen: isFrozen ?? false }))
  const written = writeFiles([...files, ...papers], { force: options.force })
  if (!written.ok) return refuse(written.diagnostics, terminal)
  terminal.out(writtenList(written.value))
  if (generation.kind === 'gate') return refuse(generation.against, terminal)
  await terminal.report(notesOn(generation, options.despiteGate !== undefined))
  const { stored, files: emitted } = generation
  return formatWritten({ root, formatter: settings.formatter, stored, files: emitted }, terminal)
}

/** The options as the pipeline wants them: paths from the root. */
export function wishOf({ settings, named, given, options }: GenerateRequest): GenerationRequest {
  const { to, out, layout, author, jobs, frameworkVersion, phase, stage, after, head, despiteGate } = options
  const { root } = settings
  const planning = (['engine', 'maxStall', 'downtime', 'softDrop', 'triggers', 'shims'] as const).filter(key => given[key] !== undefined)
  return {
    root,
    named,
    isByChange: pathFrom(root, given.change) === named.change,
    stated: planning.map(key => `--${key.replaceAll(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`),
    now: options.now ?? new Date(),
    make: (change, stackedOn) =>
      planFrom({ ...options, change: nearRoot(root, change), ...(stackedOn === undefined ? {} : { stack: stackedOn }) }, settings),
    options: {
      ...(to === undefined || settings.framework === to ? settings.options : {}),
      ...stated({ version: frameworkVersion, layout, author, jobs }),
    },
    by: ownName(root) ?? 'unknown',
    ...stated({
      framework: to,
      statedFramework: given.to,
      folder: out === undefined ? undefined : pathFrom(root, out),
      layout,
      author,
      jobs,
      database: settings.database,
      phase: phase === 'all' ? undefined : phase,
      stage,
      after,
      head,
      environment: options.env,
      usual: settings.environments.at(-1),
      despite: despiteGate,
    }),
  }
}

async function tellWritten({ stored, files, missing }: Extract<Generation, { kind: 'written' }>, terminal: Terminal): Promise<ExitCode> {
  terminal.out(files.map(({ path, on }) => `${path} (written on ${on})\n`).join(''))
  const left = stored.plan.stages.filter(({ number }) => !stored.state.files.some(({ stage }) => stage === number))
  if (missing.length === 0) {
    await terminal.report(left.length > 0 ? [] : [note('all-written', `All stages of ${stored.slug} are written.`)])
    return exitCode.clean
  }
  await terminal.report(
    missing.map(path => ({
      code: 'file-is-gone',
      severity: 'error',
      message: `${path} was written, and is not there any more. Nothing was written.`,
      help: `restore it from version control; where it has run nowhere: lockstep generate ${stored.slug} --restamp writes it anew`,
    })),
  )
  return exitCode.failure
}

const note = (code: string, message: string): Diagnostic => ({ code, severity: 'note', message })

/** What must be true before the written files run, what a person has to add, and what comes after them. */
function notesOn(
  { stored, stages, files, warnings, toAdd }: Extract<Generation, { kind: 'stages' }>,
  isDespite: boolean,
): readonly Diagnostic[] {
  const { slug, plan } = stored
  const gates = stages.filter(({ gate }) => isDespite && gate.length > 0)
  const next = plan.stages.find(({ number }) => !stored.state.files.some(({ stage }) => stage === number))
  return [
    ...warnings,
    ...(toAdd === undefined ? [] : [note('to-add', toAdd)]),
    ...gates.map(({ number, phase, gate }) =>
      note('gate', [`Stage ${number} (${phase}) must not run before:`, ...gate.map(({ text }) => `- ${text}`)].join('\n')),
    ),
    ...jobNotes(files),
    ...(next === undefined
      ? []
      : [
          note(
            'next',
            `Next is stage ${next.number} (${next.phase}), ${next.gate.length === 0 ? 'once these files have run' : 'when its gate is passed'}: lockstep generate ${slug}`,
          ),
        ]),
  ]
}
