import type { Name } from '../model/name.ts'
import type {
  Check,
  Column,
  Constraint,
  Domain,
  Enum,
  Expression,
  Extension,
  Generated,
  Grant,
  Identity,
  Index,
  PartitionOf,
  Policy,
  Routine,
  Sequence,
  Table,
  Trigger,
  View,
  Deferrable,
} from '../model/schema.ts'
import type { ColumnType } from '../model/column-type.ts'

/** What the developer wants: free of engine and framework. Changes hold whole `from` / `to` objects. */
export type Change =
  // tables
  | { readonly kind: 'create-table'; readonly table: Table }
  | { readonly kind: 'drop-table'; readonly table: Table }
  | { readonly kind: 'rename-table'; readonly from: Name; readonly to: string }
  | { readonly kind: 'move-table'; readonly from: Name; readonly to: string | undefined }
  | { readonly kind: 'set-table-comment'; readonly table: Name; readonly from: string | undefined; readonly to: string | undefined }
  | { readonly kind: 'set-table-options'; readonly table: Name; readonly from: string | undefined; readonly to: string | undefined }
  | { readonly kind: 'set-replica-identity'; readonly table: Name; readonly from: string | undefined; readonly to: string | undefined }
  // columns
  | AddColumnChange
  | { readonly kind: 'drop-column'; readonly table: Name; readonly column: Column }
  | { readonly kind: 'rename-column'; readonly table: Name; readonly from: Column; readonly to: string }
  | ChangeTypeChange
  | { readonly kind: 'set-default'; readonly table: Name; readonly column: Column; readonly to: Expression | undefined }
  | { readonly kind: 'make-required'; readonly table: Name; readonly column: Column; readonly backfill?: string }
  | { readonly kind: 'make-optional'; readonly table: Name; readonly column: Column }
  | { readonly kind: 'set-identity'; readonly table: Name; readonly column: Column; readonly to: Identity | undefined }
  | { readonly kind: 'set-generated'; readonly table: Name; readonly column: Column; readonly to: Generated | undefined }
  | { readonly kind: 'set-collation'; readonly table: Name; readonly column: Column; readonly to: string | undefined }
  | { readonly kind: 'set-column-comment'; readonly table: Name; readonly column: Column; readonly to: string | undefined }
  | {
      readonly kind: 'set-column-option'
      readonly table: Name
      readonly column: Column
      readonly option: 'statistics' | 'storage' | 'compression'
      readonly to: string | undefined
    }
  // indexes
  | { readonly kind: 'add-index'; readonly table: Name; readonly index: Index }
  | { readonly kind: 'drop-index'; readonly table: Name; readonly index: Index }
  | { readonly kind: 'rename-index'; readonly table: Name; readonly from: string; readonly to: string }
  | { readonly kind: 'replace-index'; readonly table: Name; readonly from: Index; readonly to: Index }
  // constraints: primary key, unique, foreign key, check, exclusion
  | { readonly kind: 'add-constraint'; readonly table: Name; readonly constraint: Constraint }
  | { readonly kind: 'drop-constraint'; readonly table: Name; readonly constraint: Constraint }
  | { readonly kind: 'rename-constraint'; readonly table: Name; readonly from: string; readonly to: string }
  | { readonly kind: 'validate-constraint'; readonly table: Name; readonly constraint: Constraint }
  | {
      readonly kind: 'set-constraint-deferrable'
      readonly table: Name
      readonly constraint: string
      readonly from: Deferrable | undefined
      readonly to: Deferrable | undefined
    }
  // enums and domains
  | { readonly kind: 'create-enum'; readonly enum: Enum }
  | { readonly kind: 'drop-enum'; readonly enum: Enum }
  | { readonly kind: 'add-enum-value'; readonly enum: Enum; readonly value: string; readonly before?: string; readonly after?: string }
  | { readonly kind: 'rename-enum-value'; readonly enum: Enum; readonly from: string; readonly to: string }
  | RebuildEnumChange
  | { readonly kind: 'rename-type'; readonly from: Name; readonly to: string }
  | { readonly kind: 'create-domain'; readonly domain: Domain }
  | { readonly kind: 'drop-domain'; readonly domain: Domain }
  | { readonly kind: 'add-domain-check'; readonly domain: Domain; readonly check: Check }
  | { readonly kind: 'drop-domain-check'; readonly domain: Domain; readonly check: Check }
  // views, triggers, functions, sequences, policies, grants, extensions
  | { readonly kind: 'create-view'; readonly view: View }
  | { readonly kind: 'drop-view'; readonly view: View }
  | { readonly kind: 'replace-view'; readonly from: View; readonly to: View }
  | { readonly kind: 'rename-view'; readonly from: View; readonly to: string }
  | { readonly kind: 'create-trigger'; readonly table: Name; readonly trigger: Trigger }
  | { readonly kind: 'drop-trigger'; readonly table: Name; readonly trigger: Trigger }
  | { readonly kind: 'create-routine'; readonly routine: Routine }
  | { readonly kind: 'drop-routine'; readonly routine: Routine }
  | { readonly kind: 'replace-routine'; readonly from: Routine; readonly to: Routine }
  | { readonly kind: 'create-sequence'; readonly sequence: Sequence }
  | { readonly kind: 'drop-sequence'; readonly sequence: Sequence }
  | { readonly kind: 'alter-sequence'; readonly from: Sequence; readonly to: Sequence }
  | { readonly kind: 'create-policy'; readonly table: Name; readonly policy: Policy }
  | { readonly kind: 'drop-policy'; readonly table: Name; readonly policy: Policy }
  | { readonly kind: 'set-row-security'; readonly table: Name; readonly from: Table['rowSecurity']; readonly to: Table['rowSecurity'] }
  | { readonly kind: 'grant'; readonly table: Name; readonly column?: string; readonly grant: Grant }
  | { readonly kind: 'revoke'; readonly table: Name; readonly column?: string; readonly grant: Grant }
  | { readonly kind: 'create-extension'; readonly extension: Extension }
  | { readonly kind: 'drop-extension'; readonly extension: Extension }
  // partitions
  | { readonly kind: 'create-partition'; readonly table: Table; readonly partitionOf: PartitionOf }
  | { readonly kind: 'attach-partition'; readonly table: Name; readonly partitionOf: PartitionOf }
  | { readonly kind: 'detach-partition'; readonly table: Name; readonly partitionOf: PartitionOf }
  | { readonly kind: 'drop-partition'; readonly table: Table; readonly partitionOf: PartitionOf }
  // data
  | {
      readonly kind: 'backfill'
      readonly table: Name
      readonly set: readonly { readonly column: string; readonly expression: string }[]
      readonly where: string
    }
  | {
      readonly kind: 'execute-sql'
      readonly up: string
      readonly down?: string
      readonly reason: string
      readonly transactional: boolean
      readonly touches: readonly string[]
    }

export interface AddColumnChange {
  readonly kind: 'add-column'
  readonly table: Name
  readonly column: Column
  /** Value of existing rows, when it is not the default: SQL in terms of the table's columns. */
  readonly backfill?: string
  /** Constraints stated with the column (inline UNIQUE, CHECK, REFERENCES): planned together with it. */
  readonly constraints?: readonly Constraint[]
}

export interface ChangeTypeChange {
  readonly kind: 'change-type'
  readonly table: Name
  readonly from: Column
  readonly to: ColumnType
  /** Conversion of existing and new values, in terms of the old column; a plain cast when absent. */
  readonly forward?: string
  /** Conversion back, in terms of the new column; needed where data must survive a rollback and no cast back is total. */
  readonly backward?: string
}

/** Removing or reordering labels: the type is made anew and its columns moved over. */
export interface RebuildEnumChange {
  readonly kind: 'rebuild-enum'
  readonly enum: Enum
  readonly to: readonly string[]
  /** Where rows of a removed label go, `label → label`. */
  readonly replace?: Readonly<Record<string, string>>
}

export type ChangeKind = Change['kind']
export type ChangeOf<K extends ChangeKind> = Extract<Change, { kind: K }>
