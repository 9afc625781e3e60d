import type { Effects } from '../../model/effects.ts'
import type { EngineVersion } from '../../model/engine.ts'
import type { Schema } from '../../model/schema.ts'
import type { PerStep, Step } from '../../steps/step.ts'
import { column } from './effects/column.ts'
import { constraint } from './effects/constraint.ts'
import { object } from './effects/object.ts'
import { table } from './effects/table.ts'

/** Complete by the compiler: a step kind that no family answers for is an error here. */
const effects: PerStep<[before: Schema, version: EngineVersion], Effects> = { ...table, ...column, ...constraint, ...object }

/**
 * What a step's bare statement does besides changing the catalog: every relation it locks with the strongest mode and the
 * work done under it, whether it may stand in a transaction, what running code meets, and whether the server would refuse.
 * Relations the step itself creates are reported like any other. Left out are locks on indexes and owned sequences that
 * come with one at least as strong on their table (they stop nobody it does not), unless the step names the index. Measured on 12, 14, 16 and 18 (`test/facts/effects.test.ts`).
 *
 * @param before the schema the step meets
 */
export const effectsOf = (step: Step, before: Schema, version: EngineVersion): Effects =>
  // The compiler cannot see that a step and its kind's entry belong together.
  (effects[step.kind] as (step: Step, before: Schema, version: EngineVersion) => Effects)(step, before, version)
