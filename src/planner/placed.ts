import type { DraftStep } from '../changes/recipe.ts'
import type { Statement } from '../plan/plan.ts'
import type { World } from './world.ts'

/** A statement with the draft it came from and the world it runs in. */
export interface Placed {
  readonly draft: DraftStep
  readonly statement: Statement
  readonly before: World
  readonly long: boolean
}
