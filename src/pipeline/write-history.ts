import type { EmittedFile, Framework, FrameworkOptions } from '../frameworks/framework.ts'
import { exactSteps, fidelityOf, passagesOf, type Fidelity, type Passage } from '../convert/fidelity.ts'
import { planOf, refusedUnit, unitsOf, type Conversion, type Converted } from '../convert/units.ts'
import type { Target } from '../convert/blocks.ts'
import type { Replayed } from '../history/replay.ts'
import { ok, type Diagnostic, type Result } from '../model/diagnostic.ts'
import type { ConvertedUnit } from '../plan/origin.ts'
import type { Engine } from '../steps/engine.ts'
import type { Render } from '../render/render.ts'

export interface WriteRequest {
  readonly history: readonly Replayed[]
  readonly conversion: Omit<Conversion, 'target'>
  readonly framework: Framework
  readonly engine: Engine
  readonly options: FrameworkOptions
  readonly render: Render
}

/** A migration of the source with the files that hold it now. */
export interface WrittenMigration {
  readonly replayed: Replayed
  readonly unit: ConvertedUnit
  readonly files: readonly EmittedFile[]
  readonly fidelity: Fidelity
  readonly passages: readonly Passage[]
  readonly exactSteps: number
}

export interface WrittenHistory {
  readonly migrations: readonly WrittenMigration[]
  /** Files that belong to none of them: a master changelog. */
  readonly shared: readonly EmittedFile[]
}

/** Writes a history down in another framework. What that cannot hold is refused one by one; a file that stops there takes its place. */
export const writeHistory = ({ history, conversion, framework, engine, options, render }: WriteRequest): Result<WrittenHistory> => {
  const target: Target = {
    engine,
    hasWords: framework.isIdiomatic !== undefined,
    isIdiomatic: statement => framework.isIdiomatic?.(statement, options, engine) ?? false,
  }
  const converted = unitsOf(history, { ...conversion, target })
  const emit = (units: readonly ConvertedUnit[]): Result<readonly EmittedFile[]> => {
    const plan = planOf(units, target)
    return framework.emit({
      plan,
      units: plan.stages.flatMap(stage => stage.units.map(unit => ({ stage, unit }))),
      engine,
      options,
      // No file shows it: each has its own moment.
      now: new Date(0),
      render,
    })
  }
  const whole = emit(converted.map(({ unit }) => unit))
  if (whole.ok) return ok(written(converted, whole.value, new Map()))
  const refusals = new Map(
    converted.flatMap(one => {
      const alone = emit([one.unit])
      return alone.ok ? [] : [[one.unit.id, alone.diagnostics] as const]
    }),
  )
  // Nothing wrong with any of them: it is the request, not a file.
  if (refusals.size === 0 || refusals.size === converted.length) return whole
  const rest = emit(
    converted.map(one => (refusals.has(one.unit.id) ? refusedUnit(one, sentencesOf(refusals.get(one.unit.id)!), target) : one.unit)),
  )
  return rest.ok ? ok(written(converted, rest.value, refusals)) : rest
}

const sentencesOf = (diagnostics: readonly Diagnostic[]): string =>
  diagnostics.map(({ message, help }) => [message, help].filter(text => text !== undefined).join(' ')).join(' ')

const written = (
  converted: readonly Converted[],
  files: readonly EmittedFile[],
  refusals: ReadonlyMap<string, readonly Diagnostic[]>,
): WrittenHistory => ({
  shared: files.filter(({ unit }) => unit === undefined),
  migrations: converted.map(({ replayed, unit }) => {
    const why = refusals.get(unit.id)
    const passages: readonly Passage[] = [
      ...(why === undefined
        ? []
        : [{ direction: 'up' as const, kind: 'refused' as const, reason: sentencesOf(why), at: replayed.migration.at }]),
      ...passagesOf(replayed),
    ]
    return {
      replayed,
      unit,
      files: files.filter(file => file.unit === unit.id),
      fidelity: fidelityOf(passages),
      passages,
      exactSteps: why === undefined ? exactSteps(replayed) : 0,
    }
  }),
})

/** A baseline, with the places of the history whose effects it cannot know. */
export const withLeftOut = (baseline: WrittenMigration, history: readonly Replayed[]): WrittenMigration => {
  const passages = history
    .flatMap(passagesOf)
    .filter(({ direction }) => direction === 'up')
    .map(passage => ({ ...passage, kind: 'refused' as const, reason: `not in the baseline: ${passage.reason}` }))
  return passages.length === 0 ? baseline : { ...baseline, passages, fidelity: 'refused' }
}
