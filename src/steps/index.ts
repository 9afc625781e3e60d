import type { Schema } from '../model/schema.ts'
import { addColumn } from './add-column.ts'
import { addConstraint } from './add-constraint.ts'
import { addDomainCheck } from './add-domain-check.ts'
import { addEnumValue } from './add-enum-value.ts'
import { advanceSequence } from './advance-sequence.ts'
import { alterColumnType } from './alter-column-type.ts'
import { alterSequence } from './alter-sequence.ts'
import { attachIndex } from './attach-index.ts'
import { attachPartition } from './attach-partition.ts'
import { backfill } from './backfill.ts'
import { createDomain } from './create-domain.ts'
import { createEnum } from './create-enum.ts'
import { createExtension } from './create-extension.ts'
import { createFillTrigger } from './create-fill-trigger.ts'
import { createIndex } from './create-index.ts'
import { createPolicy } from './create-policy.ts'
import { createRoutine } from './create-routine.ts'
import { createSequence } from './create-sequence.ts'
import { createStatistics } from './create-statistics.ts'
import { createSyncTrigger } from './create-sync-trigger.ts'
import { createTable } from './create-table.ts'
import { createTrigger } from './create-trigger.ts'
import { createView } from './create-view.ts'
import { detachPartition } from './detach-partition.ts'
import { dropColumn } from './drop-column.ts'
import { dropConstraint } from './drop-constraint.ts'
import { dropDomain } from './drop-domain.ts'
import { dropDomainCheck } from './drop-domain-check.ts'
import { dropEnum } from './drop-enum.ts'
import { dropExtension } from './drop-extension.ts'
import { dropFillTrigger } from './drop-fill-trigger.ts'
import { dropIndex } from './drop-index.ts'
import { dropNotNull } from './drop-not-null.ts'
import { dropPolicy } from './drop-policy.ts'
import { dropRoutine } from './drop-routine.ts'
import { dropSequence } from './drop-sequence.ts'
import { dropStatistics } from './drop-statistics.ts'
import { dropSyncTrigger } from './drop-sync-trigger.ts'
import { dropTable } from './drop-table.ts'
import { dropTrigger } from './drop-trigger.ts'
import { dropView } from './drop-view.ts'
import { executeSql } from './execute-sql.ts'
import { grantPrivileges } from './grant-privileges.ts'
import { refreshView } from './refresh-view.ts'
import { renameColumn } from './rename-column.ts'
import { renameConstraint } from './rename-constraint.ts'
import { renameEnumValue } from './rename-enum-value.ts'
import { renameIndex } from './rename-index.ts'
import { renameTable } from './rename-table.ts'
import { renameType } from './rename-type.ts'
import { renameView } from './rename-view.ts'
import { replaceRoutine } from './replace-routine.ts'
import { replaceView } from './replace-view.ts'
import { revokePrivileges } from './revoke-privileges.ts'
import { runCode } from './run-code.ts'
import { setColumnOption } from './set-column-option.ts'
import { setComment } from './set-comment.ts'
import { setConstraintDeferrable } from './set-constraint-deferrable.ts'
import { setDefault } from './set-default.ts'
import { setGenerated } from './set-generated.ts'
import { setIdentity } from './set-identity.ts'
import { setNotNull } from './set-not-null.ts'
import { setOwner } from './set-owner.ts'
import { setPublication } from './set-publication.ts'
import { setReplicaIdentity } from './set-replica-identity.ts'
import { setRowSecurity } from './set-row-security.ts'
import { setTableOptions } from './set-table-options.ts'
import { setTableSchema } from './set-table-schema.ts'
import { setTriggerEnabled } from './set-trigger-enabled.ts'
import { validateConstraint } from './validate-constraint.ts'
import { validateDomainCheck } from './validate-domain-check.ts'
import type { Inverse, Semantics, Step, StepBehaviour, StepKind, StepOf } from './step.ts'

/** One behaviour per step kind; leaving one out is a compile error that names it. */
export const behaviours: { readonly [K in StepKind]: StepBehaviour<StepOf<K>> } = {
  'add-column': addColumn,
  'add-constraint': addConstraint,
  'add-domain-check': addDomainCheck,
  'add-enum-value': addEnumValue,
  'advance-sequence': advanceSequence,
  'alter-column-type': alterColumnType,
  'alter-sequence': alterSequence,
  'attach-index': attachIndex,
  'attach-partition': attachPartition,
  backfill,
  'create-domain': createDomain,
  'create-enum': createEnum,
  'create-extension': createExtension,
  'create-fill-trigger': createFillTrigger,
  'create-index': createIndex,
  'create-policy': createPolicy,
  'create-routine': createRoutine,
  'create-sequence': createSequence,
  'create-statistics': createStatistics,
  'create-sync-trigger': createSyncTrigger,
  'create-table': createTable,
  'create-trigger': createTrigger,
  'create-view': createView,
  'detach-partition': detachPartition,
  'drop-column': dropColumn,
  'drop-constraint': dropConstraint,
  'drop-domain': dropDomain,
  'drop-domain-check': dropDomainCheck,
  'drop-enum': dropEnum,
  'drop-extension': dropExtension,
  'drop-fill-trigger': dropFillTrigger,
  'drop-index': dropIndex,
  'drop-not-null': dropNotNull,
  'drop-policy': dropPolicy,
  'drop-routine': dropRoutine,
  'drop-sequence': dropSequence,
  'drop-statistics': dropStatistics,
  'drop-sync-trigger': dropSyncTrigger,
  'drop-table': dropTable,
  'drop-trigger': dropTrigger,
  'drop-view': dropView,
  'execute-sql': executeSql,
  'grant-privileges': grantPrivileges,
  'refresh-view': refreshView,
  'rename-column': renameColumn,
  'rename-constraint': renameConstraint,
  'rename-enum-value': renameEnumValue,
  'rename-index': renameIndex,
  'rename-table': renameTable,
  'rename-type': renameType,
  'rename-view': renameView,
  'replace-routine': replaceRoutine,
  'replace-view': replaceView,
  'revoke-privileges': revokePrivileges,
  'run-code': runCode,
  'set-column-option': setColumnOption,
  'set-comment': setComment,
  'set-constraint-deferrable': setConstraintDeferrable,
  'set-default': setDefault,
  'set-generated': setGenerated,
  'set-identity': setIdentity,
  'set-not-null': setNotNull,
  'set-owner': setOwner,
  'set-publication': setPublication,
  'set-replica-identity': setReplicaIdentity,
  'set-row-security': setRowSecurity,
  'set-table-options': setTableOptions,
  'set-table-schema': setTableSchema,
  'set-trigger-enabled': setTriggerEnabled,
  'validate-constraint': validateConstraint,
  'validate-domain-check': validateDomainCheck,
}

/** The compiler cannot see that a step and its kind's behaviour belong together; this is the one place that says so. */
const behaviourOf = (step: Step): StepBehaviour<Step> => behaviours[step.kind] as unknown as StepBehaviour<Step>

/** @throws StepDoesNotApply when the schema lacks what the step works on. */
export const applyStep = (step: Step, schema: Schema, semantics: Semantics): Schema => behaviourOf(step).apply(step, schema, semantics)

/** @param before the schema the step was or will be applied to */
export const invertStep = (step: Step, before: Schema, semantics?: Pick<Semantics, 'columnsOf'>): Inverse =>
  behaviourOf(step).invert(step, before, semantics)

export const describeStep = (step: Step): string => behaviourOf(step).describe(step)

/** The schema after all steps, in order. */
export const applyAll = (steps: readonly Step[], schema: Schema, semantics: Semantics): Schema =>
  steps.reduce((done, step) => applyStep(step, done, semantics), schema)
