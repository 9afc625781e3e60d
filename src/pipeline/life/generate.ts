import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { FrameworkOptions } from '../../frameworks/framework.ts'
import { contentHash } from '../../life/content-hash.ts'
import { usualEnvironment } from '../../life/gate.ts'
import { writtenStages, type WrittenFile } from '../../life/plan-state.ts'
import type { StoredPlan } from '../../life/stored-plan.ts'
import { error, fail, ok, type Diagnostic, type Result } from '../../model/diagnostic.ts'
import type { Phase } from '../../model/gate.ts'
import type { Plan, Stage } from '../../plan/plan.ts'
import { nextStages } from '../../plan/select-stages.ts'
import { planFiles, stateFile, type PlanFile } from './plan-folder.ts'
import { planToWrite, type PlanWish } from './plan-to-write.ts'
import { prepareStages, type StageFile } from './prepare-stages.ts'

export interface GenerationRequest extends PlanWish {
  readonly options: FrameworkOptions
  /** Its next stages, instead of the plan's. */
  readonly phase?: Phase
  readonly stage?: number
  readonly after?: string
  readonly head?: string
  /** Whose attestations pass a gate; production unless told. */
  readonly environment?: string
  /** The environment that is meant unless told; production when absent. */
  readonly usual?: string
  readonly despite?: string
  /** Whose decision it is to pass over a gate. */
  readonly by: string
}

export type Generation =
  | {
      readonly kind: 'stages'
      readonly stored: StoredPlan
      readonly stages: readonly Stage[]
      /** Migrations and jobs, from the root. */
      readonly files: readonly StageFile[]
      /** The plan's folder: it replaces what is there. */
      readonly papers: readonly PlanFile[]
      readonly warnings: readonly Diagnostic[]
      readonly toAdd?: string
    }
  /** Only the plan's folder is written, so that its gate can be attested. */
  | { readonly kind: 'gate'; readonly stored: StoredPlan; readonly papers: readonly PlanFile[]; readonly against: readonly Diagnostic[] }
  /** Everything asked for is there. */
  | { readonly kind: 'written'; readonly stored: StoredPlan; readonly files: readonly WrittenFile[]; readonly missing: readonly string[] }

/** What `generate` writes now: a plan's next stages, with its state; or what stands against it. Nothing touches the disk here. */
export const prepareGeneration = async (request: GenerationRequest): Promise<Result<Generation>> => {
  const { root, environment = usualEnvironment, usual, despite, after, head, now, by } = request
  const chosen = await planToWrite(request)
  if (!chosen.ok) return chosen
  const { stored, standing, isFresh } = chosen.value
  const selected = select(stored, request)
  if (!selected.ok) return selected
  const stages = selected.value
  if (stages.length === 0) return ok(alreadyWritten(root, stored, request))
  const prepared = await prepareStages({
    root,
    stored,
    stages,
    standing,
    environment,
    now,
    by,
    options: request.options,
    ...(usual === undefined ? {} : { usual }),
    ...(despite === undefined ? {} : { despite }),
    ...(after === undefined ? {} : { after }),
    ...(head === undefined ? {} : { head }),
  })
  if (prepared.ok) {
    const { stored: then, files, warnings, toAdd } = prepared.value
    const papers = await planFiles(root, then)
    return ok({ kind: 'stages', stored: then, stages, files, papers, warnings, ...(toAdd === undefined ? {} : { toAdd }) })
  }
  const isGateAlone = prepared.diagnostics.every(
    ({ code, severity }) => severity !== 'error' || code === 'gate-is-open' || code === 'plan-waits',
  )
  if (!isGateAlone || !isFresh) return prepared
  return ok({ kind: 'gate', stored, papers: await planFiles(root, stored), against: prepared.diagnostics })
}

/** The state of a plan whose files a formatter has changed since. @param contents by path from the root */
export const afterFormatting = (stored: StoredPlan, contents: ReadonlyMap<string, string>): PlanFile =>
  stateFile(stored.slug, {
    ...stored.state,
    files: stored.state.files.map(file => {
      const content = contents.get(file.path)
      return content === undefined ? file : { ...file, sha256: contentHash(content) }
    }),
  })

const select = ({ plan, state }: StoredPlan, { phase, stage: number }: GenerationRequest): Result<readonly Stage[]> => {
  const written = writtenStages(state)
  if (number === undefined && phase === undefined) return ok(nextStages(plan, written))
  const isThere = plan.stages.some(each => (number === undefined ? each.phase === phase : each.number === number))
  if (!isThere) return fail(noSuchStage(plan, number === undefined ? `${phase} phase` : `stage ${number}`))
  if (number === undefined) return ok(nextStages(plan, written, phase))
  return ok(plan.stages.filter(each => each.number === number && !written.has(number)))
}

const noSuchStage = ({ stages }: Plan, what: string): Diagnostic =>
  error(
    'nothing-to-write',
    `The plan has no ${what}.`,
    `its stages are ${stages.map(stage => `${stage.number} (${stage.phase})`).join(', ')}`,
  )

const alreadyWritten = (root: string, stored: StoredPlan, { phase, stage: number }: GenerationRequest): Generation => {
  const { plan, state } = stored
  const asked = plan.stages.filter(each => (number === undefined ? phase === undefined || each.phase === phase : each.number === number))
  const files = state.files.filter(({ stage }) => asked.some(each => each.number === stage))
  return { kind: 'written', stored, files, missing: files.flatMap(({ path }) => (existsSync(join(root, path)) ? [] : [path])) }
}
