import type { GateLine, Phase } from '../model/gate.ts'
import type { Step } from '../steps/step.ts'
import type { Change } from './change.ts'
import { draft, type Candidate, type ChangeBehaviour, type Refusal, type RecipeContext } from './recipe.ts'

/** A change the server does in catalog-only steps: one stage, behind a gate where running code must be ready first. */
export const catalogOnly = <C extends Change>(options: {
  readonly recipe: string
  readonly how: string
  readonly steps: (change: C) => readonly Step[]
  readonly describe: (change: C) => string
  readonly gate?: (change: C) => readonly GateLine[]
  /** `expand` unless it takes something away. */
  readonly phase?: Phase
  readonly notes?: (change: C) => readonly string[]
  /** Why it cannot be done here, if so. */
  readonly refuse?: (change: C, context: RecipeContext) => Omit<Refusal, 'recipe'> | undefined
}): ChangeBehaviour<C> => ({
  recipes: [
    (change, context): Candidate | Refusal => {
      const refused = options.refuse?.(change, context)
      return refused !== undefined
        ? { recipe: options.recipe, ...refused }
        : {
            recipe: options.recipe,
            how: options.how,
            stages: [
              {
                phase: options.phase ?? 'expand',
                gate: options.gate?.(change) ?? [],
                steps: options.steps(change).map(step => draft(step)),
              },
            ],
            notes: options.notes?.(change) ?? [],
          }
    },
  ],
  direct: change => options.steps(change),
  describe: options.describe,
})
