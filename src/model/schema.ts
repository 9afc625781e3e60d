import type { ColumnType } from './column-type.ts'
import { Entries } from './entries.ts'
import { keyOf, type Name } from './name.ts'

/** SQL expression text of the engine's dialect. Its columns are found by the engine's parser when needed. */
export interface Expression {
  readonly sql: string
}

export interface Identity {
  readonly generation: 'always' | 'by-default'
  /** Text of the sequence options (`START WITH 1000`), if any were given. */
  readonly options?: string
}

export interface Generated {
  readonly expression: string
  readonly stored: boolean
}

export interface Column {
  readonly name: string
  readonly type: ColumnType
  readonly nullable: boolean
  readonly default?: Expression
  readonly identity?: Identity
  readonly generated?: Generated
  readonly collation?: string
  readonly comment?: string
  /** Sequence owned by this column (serial). */
  readonly ownedSequence?: Name
  readonly statisticsTarget?: number
  readonly storage?: string
  readonly compression?: string
  /** Column-level grants. */
  readonly grants?: readonly Grant[]
  /** Attribute options (`n_distinct=-0.5`). */
  readonly options?: string
}

/** What every constraint may have. */
interface Inheritable {
  /** It came from the partitioned parent: created, dropped and renamed there only. */
  readonly inherited?: true
}

export interface PrimaryKey extends Inheritable {
  readonly kind: 'primary-key'
  readonly name: string
  readonly columns: readonly string[]
  readonly include?: readonly string[]
  readonly deferrable?: Deferrable
  /** Storage parameters of the index behind it, as in `Index`. */
  readonly with?: string
  /** The last column is a range no two rows may share a part of (PostgreSQL 18). */
  readonly withoutOverlaps?: true
  readonly comment?: string
}

export interface Unique extends Inheritable {
  readonly kind: 'unique'
  readonly name: string
  readonly columns: readonly string[]
  readonly include?: readonly string[]
  readonly nullsNotDistinct?: boolean
  readonly deferrable?: Deferrable
  /** Storage parameters of the index behind it, as in `Index`. */
  readonly with?: string
  /** The last column is a range no two rows may share a part of (PostgreSQL 18). */
  readonly withoutOverlaps?: true
  readonly comment?: string
}

export interface Check extends Inheritable {
  readonly kind: 'check'
  readonly name: string
  /** Without the surrounding CHECK (…). */
  readonly expression: string
  readonly validated: boolean
  readonly noInherit?: boolean
  /** Recorded but never checked (PostgreSQL 18). */
  readonly enforced?: false
  readonly comment?: string
}

export type ReferentialAction = 'no action' | 'restrict' | 'cascade' | 'set null' | 'set default'

export interface ForeignKey extends Inheritable {
  readonly kind: 'foreign-key'
  readonly name: string
  readonly columns: readonly string[]
  readonly references: Name
  readonly referencedColumns: readonly string[]
  readonly onDelete?: ReferentialAction
  readonly onUpdate?: ReferentialAction
  readonly match?: 'full'
  readonly deferrable?: Deferrable
  readonly validated: boolean
  /** Recorded but never checked (PostgreSQL 18). */
  readonly enforced?: false
  /** Columns that ON DELETE SET NULL or SET DEFAULT touches, when not all (PostgreSQL 15). */
  readonly onDeleteColumns?: readonly string[]
  /** The last columns are compared as periods (PostgreSQL 18). */
  readonly period?: true
  readonly comment?: string
}

export interface Exclusion extends Inheritable {
  readonly kind: 'exclusion'
  readonly name: string
  /** Everything after EXCLUDE: `USING gist (room WITH =, during WITH &&) WHERE (…)`. */
  readonly definition: string
  readonly columns: readonly string[]
  readonly deferrable?: Deferrable
  readonly comment?: string
}

/** PostgreSQL 18 keeps NOT NULL as a named constraint; it stands on the table only while its name or validity matters. */
export interface NotNull extends Inheritable {
  readonly kind: 'not-null'
  readonly name: string
  readonly column: string
  readonly validated: boolean
  readonly noInherit?: boolean
}

export type Deferrable = 'deferrable' | 'initially-deferred'
export type Constraint = PrimaryKey | Unique | Check | ForeignKey | Exclusion | NotNull

export interface IndexPart {
  /** One of the two. */
  readonly column?: string
  readonly expression?: string
  readonly collation?: string
  readonly operatorClass?: string
  readonly order?: 'desc'
  readonly nulls?: 'first' | 'last'
}

/** An index that is not behind a constraint (those are `PrimaryKey`, `Unique`, `Exclusion`). */
export interface Index {
  readonly name: string
  readonly parts: readonly IndexPart[]
  readonly unique: boolean
  /** btree when absent. */
  readonly method?: string
  readonly include?: readonly string[]
  readonly where?: string
  readonly nullsNotDistinct?: boolean
  /** Storage parameters as the catalog prints them: `fillfactor='70'`. */
  readonly with?: string
  readonly valid: boolean
  /** Attached to an index of the partitioned parent. */
  readonly inherited?: true
  readonly comment?: string
}

export interface Trigger {
  readonly name: string
  /** The whole CREATE TRIGGER statement as the catalog prints it. */
  readonly definition: string
  readonly function: Name
  /** Columns of UPDATE OF and of the WHEN clause: what pins a column's type. */
  readonly columns: readonly string[]
  readonly enabled: 'origin' | 'always' | 'replica' | 'disabled'
  readonly comment?: string
}

export interface Policy {
  readonly name: string
  readonly command: 'all' | 'select' | 'insert' | 'update' | 'delete'
  readonly permissive: boolean
  readonly roles: readonly string[]
  readonly using?: string
  readonly check?: string
  readonly comment?: string
}

export interface Grant {
  readonly grantee: string
  /** Upper-case privilege words, sorted. Empty: it lacks what it has by default (an owner; PUBLIC on a function or type). */
  readonly privileges: readonly string[]
  readonly grantable?: boolean
}

export interface ExtendedStatistics {
  readonly name: string
  /** The whole CREATE STATISTICS statement as the catalog prints it. */
  readonly definition: string
  readonly columns: readonly string[]
  readonly statisticsTarget?: number
  readonly comment?: string
}

export interface Partitioning {
  readonly strategy: 'range' | 'list' | 'hash'
  /** Text between the parentheses of PARTITION BY. */
  readonly key: string
  readonly columns: readonly string[]
}

export interface PartitionOf {
  readonly parent: Name
  /** `FOR VALUES …` or `DEFAULT`. */
  readonly bounds: string
}

export interface TableStatistics {
  readonly rows?: number
  /** With indexes and TOAST. */
  readonly bytes?: number
  readonly writesPerSecond?: number
  /** ISO 8601 date the figures were taken. */
  readonly asOf?: string
  /** How they were taken: `pg_stat, writes over 10 s`. */
  readonly source?: string
}

export interface Publication {
  readonly name: string
  /** Column list of the publication, when it has one. */
  readonly columns?: readonly string[]
  /** Row filter (PostgreSQL 15). */
  readonly where?: string
}

export interface Table {
  readonly name: Name
  readonly columns: readonly Column[]
  readonly constraints: readonly Constraint[]
  readonly indexes: readonly Index[]
  readonly triggers?: readonly Trigger[]
  readonly policies?: readonly Policy[]
  readonly rowSecurity?: 'enabled' | 'forced'
  readonly grants?: readonly Grant[]
  readonly owner?: string
  readonly comment?: string
  readonly partitioning?: Partitioning
  readonly partitionOf?: PartitionOf
  readonly extendedStatistics?: readonly ExtendedStatistics[]
  readonly publications?: readonly Publication[]
  readonly replicaIdentity?: string
  /** Storage parameters (`fillfactor=70`). */
  readonly options?: string
  readonly unlogged?: boolean
  /** What is known of its size; unknown means large and hot. */
  readonly statistics?: TableStatistics
}

export interface View {
  readonly name: Name
  /** The SELECT, without the trailing semicolon. */
  readonly query: string
  readonly materialized: boolean
  /** Columns it reads, `table key` → column names: what a change of a column runs into. */
  readonly reads: Readonly<Record<string, readonly string[]>>
  readonly columns: readonly string[]
  readonly options?: string
  readonly indexes?: readonly Index[]
  readonly triggers?: readonly Trigger[]
  readonly grants?: readonly Grant[]
  /** Column name → grants on it, comment on it. */
  readonly columnGrants?: Readonly<Record<string, readonly Grant[]>>
  readonly columnComments?: Readonly<Record<string, string>>
  readonly owner?: string
  readonly comment?: string
}

export interface Enum {
  readonly name: Name
  readonly values: readonly string[]
  readonly grants?: readonly Grant[]
  readonly owner?: string
  readonly comment?: string
}

export interface Domain {
  readonly name: Name
  readonly type: ColumnType
  readonly nullable: boolean
  readonly default?: Expression
  readonly checks: readonly Check[]
  readonly collation?: string
  readonly grants?: readonly Grant[]
  readonly owner?: string
  readonly comment?: string
}

export interface Sequence {
  readonly name: Name
  /** `AS bigint INCREMENT BY 1 …` as the catalog gives it. */
  readonly options: string
  readonly type: 'smallint' | 'integer' | 'bigint'
  readonly ownedBy?: { readonly table: Name; readonly column: string }
  readonly grants?: readonly Grant[]
  readonly owner?: string
  readonly comment?: string
}

export interface Routine {
  /** Name with its argument types in the catalog's spelling: what DROP needs. */
  readonly name: Name
  readonly arguments: string
  readonly kind: 'function' | 'procedure'
  /** The whole CREATE OR REPLACE statement. */
  readonly definition: string
  /** Columns pinned by an SQL-standard body (PostgreSQL 14+), `table key` → names. */
  readonly reads?: Readonly<Record<string, readonly string[]>>
  readonly grants?: readonly Grant[]
  readonly owner?: string
  readonly comment?: string
}

export interface Extension {
  readonly name: string
  readonly schema?: string
}

/** Something the model has no shape for, known by kind and name so that it is never silently left out. */
export interface OtherObject {
  /** `aggregate`, `rule`, `foreign table`, `composite type`, … */
  readonly kind: string
  readonly name: Name
  /** As much of its definition as the catalog prints in one piece. */
  readonly definition?: string
}

export interface EntryKinds {
  tables: Table
  views: View
  enums: Enum
  domains: Domain
  sequences: Sequence
  routines: Routine
  extensions: Extension
}
export type EntryKind = keyof EntryKinds
export type SchemaEntries = { readonly [Kind in EntryKind]: Entries<EntryKinds[Kind]> }

/** Immutable. Entries are keyed by `keyOf(name)`; routines that share a name by their arguments as well. */
export interface Schema extends SchemaEntries {
  /** What stands in the catalog beside all that; sorted by kind and name. */
  readonly others?: readonly OtherObject[]
  /** Keys of objects an opaque step may have touched: what is known of them degrades to the careful way. `*` is everything. */
  readonly tainted: readonly string[]
}

export const emptySchema: Schema = {
  tables: Entries.of({}),
  views: Entries.of({}),
  enums: Entries.of({}),
  domains: Entries.of({}),
  sequences: Entries.of({}),
  routines: Entries.of({}),
  extensions: Entries.of({}),
  tainted: [],
}

export const tableIn = ({ tables }: Schema, name: Name): Table | undefined => tables.get(keyOf(name))
export const columnIn = (table: Table, name: string): Column | undefined => table.columns.find(c => c.name === name)
export const constraintIn = (table: Table, name: string): Constraint | undefined => table.constraints.find(c => c.name === name)
export const indexIn = (table: Table, name: string): Index | undefined => table.indexes.find(i => i.name === name)
export const primaryKeyOf = (table: Table): PrimaryKey | undefined => table.constraints.find(c => c.kind === 'primary-key')

/** The columns a constraint is declared on; a check's are found by the engine's parser, not here. */
export const columnsOfConstraint = (constraint: Constraint): readonly string[] =>
  constraint.kind === 'check' ? [] : constraint.kind === 'not-null' ? [constraint.column] : constraint.columns
