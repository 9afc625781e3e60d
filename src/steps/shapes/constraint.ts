import type { Constraint, Deferrable, Index } from '../../model/schema.ts'
import type { Name } from '../../model/name.ts'

/** A check, foreign key or not-null whose `validated` is false is added NOT VALID: no row is read. */
export interface AddConstraint {
  readonly kind: 'add-constraint'
  readonly table: Name
  readonly constraint: Constraint
  /** A ready unique index that becomes the constraint (primary key, unique). The server renames it to the constraint's name. */
  readonly usingIndex?: Index
}
export interface DropConstraint {
  readonly kind: 'drop-constraint'
  readonly table: Name
  readonly constraint: Constraint
}
export interface ValidateConstraint {
  readonly kind: 'validate-constraint'
  readonly table: Name
  readonly constraint: Constraint
}
export interface RenameConstraint {
  readonly kind: 'rename-constraint'
  readonly table: Name
  readonly from: string
  readonly to: string
}
export interface SetConstraintDeferrable {
  readonly kind: 'set-constraint-deferrable'
  readonly table: Name
  readonly constraint: string
  readonly from: Deferrable | undefined
  readonly to: Deferrable | undefined
}

export interface CreateIndex {
  readonly kind: 'create-index'
  readonly table: Name
  readonly index: Index
  /** CONCURRENTLY: outside a transaction, writes go on. */
  readonly online: boolean
  /** On a partitioned parent only: catalog entry without partitions' indexes, invalid until each is attached. */
  readonly parentOnly?: boolean
  /** The table is a view's (materialized). */
  readonly materializedView?: boolean
}
export interface DropIndex {
  readonly kind: 'drop-index'
  readonly table: Name
  readonly index: Index
  readonly online: boolean
}
export interface RenameIndex {
  readonly kind: 'rename-index'
  readonly table: Name
  readonly from: string
  readonly to: string
}
export interface AttachIndex {
  readonly kind: 'attach-index'
  readonly parent: Name
  readonly index: string
  readonly partition: Name
  readonly partitionIndex: string
}

export type ConstraintStep =
  | AddConstraint
  | DropConstraint
  | ValidateConstraint
  | RenameConstraint
  | SetConstraintDeferrable
  | CreateIndex
  | DropIndex
  | RenameIndex
  | AttachIndex
