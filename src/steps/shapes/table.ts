import type { Grant, Policy, Publication, Table, Trigger, ExtendedStatistics, PartitionOf } from '../../model/schema.ts'
import type { Name } from '../../model/name.ts'

export interface CreateTable {
  readonly kind: 'create-table'
  readonly table: Table
  /** As it was read: `CREATE TABLE … PARTITION OF`, which keeps everybody from the parent. It is written by itself and attached. */
  readonly inParent?: true
}
/** Holds the whole table, so that the inverse needs no look-up. */
export interface DropTable {
  readonly kind: 'drop-table'
  readonly table: Table
}
export interface RenameTable {
  readonly kind: 'rename-table'
  readonly from: Name
  readonly to: string
}
export interface SetTableSchema {
  readonly kind: 'set-table-schema'
  readonly from: Name
  readonly to: string | undefined
}
export interface SetTableOptions {
  readonly kind: 'set-table-options'
  readonly table: Name
  readonly from: string | undefined
  readonly to: string | undefined
}
export interface SetReplicaIdentity {
  readonly kind: 'set-replica-identity'
  readonly table: Name
  readonly from: string | undefined
  readonly to: string | undefined
}
export interface SetOwner {
  readonly kind: 'set-owner'
  readonly table: Name
  readonly from: string
  readonly to: string
}

export type Commented =
  | { readonly on: 'table' | 'view' | 'materialized-view' | 'index' | 'type' | 'sequence'; readonly name: Name }
  | { readonly on: 'column' | 'constraint'; readonly table: Name; readonly name: string }
export interface SetComment {
  readonly kind: 'set-comment'
  readonly object: Commented
  readonly from: string | undefined
  readonly to: string | undefined
}

/** Grants on a table, a view or (with `column`) one column. */
export interface GrantPrivileges {
  readonly kind: 'grant-privileges'
  readonly table: Name
  readonly column?: string
  readonly grant: Grant
}
export interface RevokePrivileges {
  readonly kind: 'revoke-privileges'
  readonly table: Name
  readonly column?: string
  readonly grant: Grant
}

export interface CreatePolicy {
  readonly kind: 'create-policy'
  readonly table: Name
  readonly policy: Policy
}
export interface DropPolicy {
  readonly kind: 'drop-policy'
  readonly table: Name
  readonly policy: Policy
}
export interface SetRowSecurity {
  readonly kind: 'set-row-security'
  readonly table: Name
  readonly from: Table['rowSecurity']
  readonly to: Table['rowSecurity']
}

export interface CreateTrigger {
  readonly kind: 'create-trigger'
  readonly table: Name
  readonly trigger: Trigger
}
export interface DropTrigger {
  readonly kind: 'drop-trigger'
  readonly table: Name
  readonly trigger: Trigger
}
export interface SetTriggerEnabled {
  readonly kind: 'set-trigger-enabled'
  readonly table: Name
  readonly trigger: string
  readonly from: Trigger['enabled']
  readonly to: Trigger['enabled']
}

export interface CreateStatistics {
  readonly kind: 'create-statistics'
  readonly table: Name
  readonly statistics: ExtendedStatistics
}
export interface DropStatistics {
  readonly kind: 'drop-statistics'
  readonly table: Name
  readonly statistics: ExtendedStatistics
}

/** Replaces a table's entry in a publication; absent means: not published there. */
export interface SetPublication {
  readonly kind: 'set-publication'
  readonly table: Name
  readonly publication: string
  readonly from: Publication | undefined
  readonly to: Publication | undefined
}

export interface AttachPartition {
  readonly kind: 'attach-partition'
  readonly table: Name
  readonly partitionOf: PartitionOf
}
export interface DetachPartition {
  readonly kind: 'detach-partition'
  readonly table: Name
  readonly partitionOf: PartitionOf
  /** Outside a transaction, waiting instead of blocking (PostgreSQL 14+). */
  readonly online: boolean
}

export type TableStep =
  | CreateTable
  | DropTable
  | RenameTable
  | SetTableSchema
  | SetTableOptions
  | SetReplicaIdentity
  | SetOwner
  | SetComment
  | GrantPrivileges
  | RevokePrivileges
  | CreatePolicy
  | DropPolicy
  | SetRowSecurity
  | CreateTrigger
  | DropTrigger
  | SetTriggerEnabled
  | CreateStatistics
  | DropStatistics
  | SetPublication
  | AttachPartition
  | DetachPartition
