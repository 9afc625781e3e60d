import type { Column, Expression, Generated, Identity } from '../../model/schema.ts'
import type { Name } from '../../model/name.ts'

export interface AddColumn {
  readonly kind: 'add-column'
  readonly table: Name
  readonly column: Column
}
export interface DropColumn {
  readonly kind: 'drop-column'
  readonly table: Name
  readonly column: Column
}
export interface RenameColumn {
  readonly kind: 'rename-column'
  readonly table: Name
  readonly from: string
  readonly to: string
}

/** `using` is the forward conversion; `usingBack` the one its inverse needs. */
export interface AlterColumnType {
  readonly kind: 'alter-column-type'
  readonly table: Name
  readonly from: Column
  readonly to: Column
  readonly using?: string
  readonly usingBack?: string
}
export interface SetDefault {
  readonly kind: 'set-default'
  readonly table: Name
  readonly column: string
  readonly from: Expression | undefined
  readonly to: Expression | undefined
}

export interface SetNotNull {
  readonly kind: 'set-not-null'
  readonly table: Name
  readonly column: string
  /** Name of the validated check that proves it, so that no row is read. */
  readonly provenBy?: string
}
export interface DropNotNull {
  readonly kind: 'drop-not-null'
  readonly table: Name
  readonly column: string
}
export interface SetIdentity {
  readonly kind: 'set-identity'
  readonly table: Name
  readonly column: string
  readonly from: Identity | undefined
  readonly to: Identity | undefined
}
export interface SetGenerated {
  readonly kind: 'set-generated'
  readonly table: Name
  readonly column: string
  readonly from: Generated
  readonly to: Generated | undefined
}

/** One of `statisticsTarget`, `storage`, `compression`. */
export interface SetColumnOption {
  readonly kind: 'set-column-option'
  readonly table: Name
  readonly column: string
  readonly option: 'statistics' | 'storage' | 'compression'
  readonly from: string | undefined
  readonly to: string | undefined
}

/** How one side of a synchronised pair is computed from the other while both are written. */
export interface SyncPair {
  /** The column the old application writes. */
  readonly from: string
  /** The column the new application writes. */
  readonly to: string
  /** SQL of `to` in terms of the old columns, as a trigger body would say it: `NEW.name`. Absent: the value itself. */
  readonly forward?: string
  readonly backward?: string
  /** Defaults of the two columns: a side that differs from its default was written on purpose. */
  readonly fromDefault?: string
  readonly toDefault?: string
}

/** Keeps two columns equal while two application versions run: a BEFORE trigger that compares values, in both directions. */
export interface CreateSyncTrigger {
  readonly kind: 'create-sync-trigger'
  readonly table: Name
  readonly name: string
  readonly pairs: readonly SyncPair[]
}
export interface DropSyncTrigger {
  readonly kind: 'drop-sync-trigger'
  readonly table: Name
  readonly name: string
  readonly pairs: readonly SyncPair[]
}

/** A one-way trigger that fills a column the old application does not know. */
export interface CreateFillTrigger {
  readonly kind: 'create-fill-trigger'
  readonly table: Name
  readonly name: string
  readonly column: string
  readonly expression: string
}
export interface DropFillTrigger {
  readonly kind: 'drop-fill-trigger'
  readonly table: Name
  readonly name: string
  readonly column: string
  readonly expression: string
}

export interface Assignment {
  readonly column: string
  readonly expression: string
}

/** Batched, resumable, keyset-ordered update of existing rows. Runs in its own transactions. */
export interface Backfill {
  readonly kind: 'backfill'
  readonly table: Name
  readonly set: readonly Assignment[]
  /** Rows still to do; true for none of them once it is through. */
  readonly where: string
  /** Key columns that order the batches; empty means physical position (ctid). */
  readonly key: readonly string[]
  /** Undone by: */
  readonly inverse?: { readonly set: readonly Assignment[]; readonly where: string }
}

export type ColumnStep =
  | AddColumn
  | DropColumn
  | RenameColumn
  | AlterColumnType
  | SetDefault
  | SetNotNull
  | DropNotNull
  | SetIdentity
  | SetGenerated
  | SetColumnOption
  | CreateSyncTrigger
  | DropSyncTrigger
  | CreateFillTrigger
  | DropFillTrigger
  | Backfill
