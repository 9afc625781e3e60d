import type { Step } from '../steps/step.ts'
import type { Change } from './change.ts'
import { draft, expand, type Candidate, type ChangeBehaviour, type Refusal, type RecipeContext } from './recipe.ts'

/** A change the server does in catalog-only steps that break no running code: one stage, no gate. */
export const catalogOnly = <C extends Change>(options: {
  readonly recipe: string
  readonly how: string
  readonly steps: (change: C) => readonly Step[]
  readonly describe: (change: C) => string
  readonly notes?: (change: C) => readonly string[]
  /** Why it cannot be done here, if so. */
  readonly refuse?: (change: C, context: RecipeContext) => Omit<Refusal, 'recipe'> | undefined
}): ChangeBehaviour<C> => ({
  recipes: [(change, context): Candidate | Refusal => {
    const refused = options.refuse?.(change, context)
    return refused !== undefined ? { recipe: options.recipe, ...refused } : {
      recipe: options.recipe,
      how: options.how,
      stages: [expand(...options.steps(change).map(step => draft(step)))],
      notes: options.notes?.(change) ?? [],
    }
  }],
  direct: change => options.steps(change),
  describe: options.describe,
})
