import { addColumn } from './add-column.ts'
import { addConstraint } from './add-constraint.ts'
import { addDomainCheck } from './add-domain-check.ts'
import { addIndex } from './add-index.ts'
import {
  renameConstraint,
  renameIndex,
  setColumnComment,
  setColumnOption,
  setConstraintDeferrable,
  setReplicaIdentity,
  setTableComment,
  setTableOptions,
} from './attributes.ts'
import { attachPartition } from './attach-partition.ts'
import type { Change } from './change.ts'
import { changeType } from './change-type.ts'
import { createPartition } from './create-partition.ts'
import { createTable } from './create-table.ts'
import { backfill, executeSql } from './data.ts'
import { detachPartition, dropPartition } from './detach-partition.ts'
import { dropColumn } from './drop-column.ts'
import { dropConstraint } from './drop-constraint.ts'
import { dropIndex } from './drop-index.ts'
import { dropTable } from './drop-table.ts'
import { setCollation, setGenerated, setIdentity } from './generation.ts'
import { makeOptional } from './make-optional.ts'
import { makeRequired } from './make-required.ts'
import {
  alterSequence,
  createExtension,
  createPolicy,
  createRoutine,
  createSequence,
  createTrigger,
  dropExtension,
  dropPolicy,
  dropRoutine,
  dropSequence,
  dropTrigger,
  grantPrivileges,
  replaceRoutine,
  revokePrivileges,
  setRowSecurity,
} from './objects.ts'
import { rebuildEnum } from './rebuild-enum.ts'
import type { ChangeBehaviour, PerChange } from './recipe.ts'
import { renameColumn } from './rename-column.ts'
import { moveTable, renameTable } from './rename-table.ts'
import { replaceIndex } from './replace-index.ts'
import { setDefault } from './set-default.ts'
import { addEnumValue, createDomain, createEnum, dropDomain, dropDomainCheck, dropEnum, renameEnumValue, renameType } from './types.ts'
import { validateConstraint } from './validate-constraint.ts'
import { createView, dropView, renameView, replaceView } from './views.ts'

export const behaviours: PerChange = {
  // columns
  'add-column': addColumn,
  'change-type': changeType,
  'drop-column': dropColumn,
  'rename-column': renameColumn,
  'make-optional': makeOptional,
  'make-required': makeRequired,
  'set-default': setDefault,
  'set-identity': setIdentity,
  'set-generated': setGenerated,
  'set-collation': setCollation,
  'set-column-comment': setColumnComment,
  'set-column-option': setColumnOption,
  // tables
  'create-table': createTable,
  'drop-table': dropTable,
  'rename-table': renameTable,
  'move-table': moveTable,
  // partitions
  'create-partition': createPartition,
  'attach-partition': attachPartition,
  'detach-partition': detachPartition,
  'drop-partition': dropPartition,
  'set-table-comment': setTableComment,
  'set-table-options': setTableOptions,
  'set-replica-identity': setReplicaIdentity,
  // constraints and indexes
  'add-constraint': addConstraint,
  'drop-constraint': dropConstraint,
  'rename-constraint': renameConstraint,
  'validate-constraint': validateConstraint,
  'set-constraint-deferrable': setConstraintDeferrable,
  'add-index': addIndex,
  'drop-index': dropIndex,
  'rename-index': renameIndex,
  'replace-index': replaceIndex,
  // enums and domains
  'create-enum': createEnum,
  'drop-enum': dropEnum,
  'add-enum-value': addEnumValue,
  'rename-enum-value': renameEnumValue,
  'rebuild-enum': rebuildEnum,
  'rename-type': renameType,
  'create-domain': createDomain,
  'drop-domain': dropDomain,
  'add-domain-check': addDomainCheck,
  'drop-domain-check': dropDomainCheck,
  // views, triggers, functions, sequences, policies, grants, extensions
  'create-view': createView,
  'drop-view': dropView,
  'replace-view': replaceView,
  'rename-view': renameView,
  'create-trigger': createTrigger,
  'drop-trigger': dropTrigger,
  'create-routine': createRoutine,
  'drop-routine': dropRoutine,
  'replace-routine': replaceRoutine,
  'create-sequence': createSequence,
  'drop-sequence': dropSequence,
  'alter-sequence': alterSequence,
  'create-policy': createPolicy,
  'drop-policy': dropPolicy,
  'set-row-security': setRowSecurity,
  grant: grantPrivileges,
  revoke: revokePrivileges,
  'create-extension': createExtension,
  'drop-extension': dropExtension,
  // data
  backfill,
  'execute-sql': executeSql,
}

/** The behaviour of a change of any kind; the registry guarantees that kinds fit. */
export const behaviourOf = (change: Change): ChangeBehaviour<Change> => behaviours[change.kind] as unknown as ChangeBehaviour<Change>
