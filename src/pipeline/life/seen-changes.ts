import { behaviourOf } from '../../changes/index.ts'
import type { Policy } from '../../changes/recipe.ts'
import { compareSchemas } from '../../diff/diff-schemas.ts'
import { tryStep } from '../../life/apply.ts'
import type { Footprint } from '../../life/footprint.ts'
import { seenThrough } from '../../life/seen-schema.ts'
import type { Schema } from '../../model/schema.ts'
import type { Unit } from '../../plan/plan.ts'
import type { Engine } from '../../steps/engine.ts'
import { applyAll } from '../../steps/index.ts'
import type { Step } from '../../steps/step.ts'

/** What a database has otherwise than a plan predicts. */
export interface SeenChanges {
  /** Written units that have run there, as far as its catalog shows; those after them have not. */
  readonly run: number
  /** Steps that lead from the prediction to what is there. */
  readonly since: readonly Step[]
  /** In words. */
  readonly told: readonly string[]
  /** Differences that no step says. */
  readonly unsaid: readonly string[]
  /** The schema after the units that have run, as it is there. */
  readonly present: Schema
}

/** Compares what is there with what the plan predicts, after as many of its written units as fit best: the last may have stopped half-way. */
export const seenChanges = (
  start: Schema,
  units: readonly Unit[],
  live: Schema,
  footprint: Footprint,
  engine: Engine,
  policy: Policy,
): SeenChanges => {
  const predicted = units.reduce<readonly Schema[]>(
    (done, { up }) => [
      ...done,
      applyAll(
        up.statements.map(({ step }) => step),
        done.at(-1)!,
        engine.semantics,
      ),
    ],
    [start],
  )
  const compared = predicted.map((schema, run) => ({ run, schema, ...compareSchemas(schema, seenThrough(footprint, schema, live)) }))
  const best = compared.reduce((a, b) => (b.changes.length <= a.changes.length ? b : a))
  let present = best.schema
  const since: Step[] = []
  const told: string[] = []
  const unsaid = best.unsaid.filter(each => !/: (owner|publications) is /.test(each)).slice()
  for (const change of best.changes) {
    const { describe, direct } = behaviourOf(change)
    for (const step of direct(change, { schema: present, engine, policy, isSmall: () => false, isNew: () => false })) {
      const applied = tryStep(step, present, engine.semantics)
      if ('refused' in applied) unsaid.push(`${describe(change)}: ${applied.refused}`)
      else {
        present = applied.schema
        since.push(step)
      }
    }
    told.push(describe(change))
  }
  return { run: best.run, since, told, unsaid, present }
}
