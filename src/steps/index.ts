import type { Schema } from '../model/schema.ts'
import { addColumn } from './add-column.ts'
import { addConstraint } from './add-constraint.ts'
import { backfill } from './backfill.ts'
import { createFillTrigger } from './create-fill-trigger.ts'
import { createIndex } from './create-index.ts'
import { createSyncTrigger } from './create-sync-trigger.ts'
import { createTable } from './create-table.ts'
import { dropColumn } from './drop-column.ts'
import { dropConstraint } from './drop-constraint.ts'
import { dropFillTrigger } from './drop-fill-trigger.ts'
import { dropIndex } from './drop-index.ts'
import { dropNotNull } from './drop-not-null.ts'
import { dropSyncTrigger } from './drop-sync-trigger.ts'
import { dropTable } from './drop-table.ts'
import { renameColumn } from './rename-column.ts'
import { setDefault } from './set-default.ts'
import { setNotNull } from './set-not-null.ts'
import type { Inverse, Semantics, Step, StepBehaviour, StepKind, StepOf } from './step.ts'
import { validateConstraint } from './validate-constraint.ts'

export const behaviours: { readonly [K in StepKind]?: StepBehaviour<StepOf<K>> } = {
  'add-column': addColumn, 'add-constraint': addConstraint, backfill, 'create-fill-trigger': createFillTrigger, 'create-index': createIndex,
  'create-sync-trigger': createSyncTrigger, 'create-table': createTable, 'drop-column': dropColumn, 'drop-constraint': dropConstraint,
  'drop-fill-trigger': dropFillTrigger, 'drop-index': dropIndex, 'drop-not-null': dropNotNull, 'drop-sync-trigger': dropSyncTrigger,
  'drop-table': dropTable, 'rename-column': renameColumn, 'set-default': setDefault, 'set-not-null': setNotNull, 'validate-constraint': validateConstraint,
}

/** The compiler cannot see that a step and its kind's behaviour belong together; this is the one place that says so. */
const behaviourOf = (step: Step): StepBehaviour<Step> => behaviours[step.kind] as unknown as StepBehaviour<Step>

/** @throws StepDoesNotApply when the schema lacks what the step works on. */
export const applyStep = (step: Step, schema: Schema, semantics: Semantics): Schema => behaviourOf(step).apply(step, schema, semantics)

/** @param before the schema the step was or will be applied to */
export const invertStep = (step: Step, before: Schema, semantics?: Semantics): Inverse => behaviourOf(step).invert(step, before, semantics)

export const describeStep = (step: Step): string => behaviourOf(step).describe(step)

/** The schema after all steps, in order. */
export const applyAll = (steps: readonly Step[], schema: Schema, semantics: Semantics): Schema =>
  steps.reduce((done, step) => applyStep(step, done, semantics), schema)
