import { addColumn } from './add-column.ts'
import { addConstraint } from './add-constraint.ts'
import { addIndex } from './add-index.ts'
import {
  renameConstraint, renameIndex, setColumnComment, setColumnOption, setConstraintDeferrable, setReplicaIdentity, setTableComment, setTableOptions,
} from './attributes.ts'
import type { Change } from './change.ts'
import { changeType } from './change-type.ts'
import { dropColumn } from './drop-column.ts'
import { dropConstraint } from './drop-constraint.ts'
import { dropIndex } from './drop-index.ts'
import { makeOptional } from './make-optional.ts'
import { makeRequired } from './make-required.ts'
import type { ChangeBehaviour, PerChange } from './recipe.ts'
import { renameColumn } from './rename-column.ts'
import { replaceIndex } from './replace-index.ts'
import { setDefault } from './set-default.ts'
import { validateConstraint } from './validate-constraint.ts'

export const behaviours: Partial<PerChange> = {
  // columns
  'add-column': addColumn,
  'change-type': changeType,
  'drop-column': dropColumn,
  'rename-column': renameColumn,
  'make-optional': makeOptional,
  'make-required': makeRequired,
  'set-default': setDefault,
  'set-column-comment': setColumnComment,
  'set-column-option': setColumnOption,
  // tables
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
}

/** The behaviour of a change of any kind; the registry guarantees that kinds fit. */
export const behaviourOf = (change: Change): ChangeBehaviour<Change> => {
  const behaviour = behaviours[change.kind]
  if (behaviour === undefined) throw new Error(`no behaviour for ${change.kind}`)
  return behaviour as unknown as ChangeBehaviour<Change>
}
