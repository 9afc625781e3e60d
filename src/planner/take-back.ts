import type { DraftStep, Policy } from '../changes/recipe.ts'
import { safely } from '../changes/safely.ts'
import { keyOf } from '../model/name.ts'
import { constraintIn, indexIn, tableIn, type Schema } from '../model/schema.ts'
import type { Engine } from '../steps/engine.ts'
import { applyAll } from '../steps/index.ts'
import type { Step } from '../steps/step.ts'
import { isStatedSmall } from './world.ts'

/** How steps that were done and are not wanted any more are undone, and those for which there is no such way. */
export interface TakenBack {
  readonly drafts: readonly DraftStep[]
  readonly stuck: readonly Step[]
}

/**
 * A copy of an index or a constraint that others have dropped or changed meanwhile goes again; whatever else was done cannot be
 * left out by itself.
 */
export const takeBack = (
  steps: readonly Step[],
  present: Schema,
  { engine, policy }: { readonly engine: Engine; readonly policy: Policy },
): TakenBack => {
  let schema = present
  const drafts: DraftStep[] = []
  const stuck: Step[] = []
  for (const step of steps) {
    const inverse = inverseOf(step, schema)
    if (inverse === undefined) stuck.push(step)
    else if (inverse !== 'gone') {
      const table = 'table' in inverse ? schema.tables.get(keyOf(inverse.table)) : undefined
      const own = safely(inverse, table, { engine, schema, isNew: () => false, isSmall: each => isStatedSmall(each, policy) })
      drafts.push(...own.map(each => ({ ...each, why: each.why ?? 'what it was made for is gone' })))
      schema = applyAll(
        own.map(each => each.step),
        schema,
        engine.semantics,
      )
    }
  }
  return { drafts, stuck }
}

type Drop = Extract<Step, { readonly kind: 'drop-index' | 'drop-constraint' }>

const inverseOf = (step: Step, schema: Schema): Drop | 'gone' | undefined => {
  if (step.kind === 'create-index') {
    const table = tableIn(schema, step.table)
    const index = table && indexIn(table, step.index.name)
    return index === undefined ? 'gone' : { kind: 'drop-index', table: step.table, index, online: true }
  }
  if (step.kind === 'add-constraint') {
    const table = tableIn(schema, step.table)
    const constraint = table && constraintIn(table, step.constraint.name)
    return constraint === undefined ? 'gone' : { kind: 'drop-constraint', table: step.table, constraint }
  }
  return step.kind === 'validate-constraint' ? 'gone' : undefined
}
