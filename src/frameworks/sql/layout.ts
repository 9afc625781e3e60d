import type { Result } from '../../model/diagnostic.ts'
import type { Plan, Stage, Unit } from '../../plan/plan.ts'
import type { Engine } from '../../steps/engine.ts'
import type { EmittedFile, FrameworkOptions, Render } from '../framework.ts'

/** One unit with all that a layout needs to write it. */
export interface Item {
  readonly plan: Plan
  readonly stage: Stage
  readonly unit: Unit
  readonly engine: Engine
  readonly render: Render
  /** Lines of the header; the usual ones when absent. */
  readonly header?: FrameworkOptions['header']
  /** Name of a unit's first file without its endings, for messages. */
  readonly fileOf: (unit: Unit) => string | undefined
}

/** How a runner of plain SQL files wants a unit written. */
export interface Layout {
  /** Versions the unit takes: one, unless the runner sends a whole file as one message and the unit needs several. */
  readonly versions: (item: Item) => number
  /** `versions` has as many as asked for, increasing. */
  readonly files: (item: Item, versions: readonly string[]) => Result<readonly EmittedFile[]>
}
