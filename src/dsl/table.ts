import type {
  ExtendedStatistics,
  Expression as Sql,
  Grant,
  Partitioning,
  Policy,
  Publication,
  Table,
  TableStatistics,
  Trigger,
} from '../model/schema.ts'
import { callSite, type CallSite } from './call-site.ts'
import type { AnyColumn, ColumnDraft } from './column.ts'
import {
  checkDraft,
  exclusionDraft,
  foreignKeyDraft,
  indexDraft,
  primaryKeyDraft,
  uniqueDraft,
  type CheckOptions,
  type ConstraintDraft,
  type ExclusionOptions,
  type IndexDraft,
  type IndexOptions,
  type IndexPartDraft,
  type KeyOptions,
  type ReferenceOptions,
  type UniqueOptions,
} from './parts.ts'
import { col, type ColumnReference } from './sql.ts'

export type TriggerDraft<Column extends string> = Omit<Trigger, 'definition' | 'function' | 'columns' | 'enabled'> & {
  /** The whole CREATE TRIGGER statement. */
  readonly definition: Sql
  /** `billing.stamp` */
  readonly function: string
  /** Columns of UPDATE OF and of WHEN. */
  readonly columns?: readonly Column[]
  readonly enabled?: Trigger['enabled']
}

/** For every command, permissive and for PUBLIC unless said otherwise. */
export type PolicyDraft = Pick<Policy, 'name' | 'comment'> &
  Partial<Pick<Policy, 'command' | 'permissive' | 'roles'>> & { readonly using?: Sql; readonly check?: Sql }

/** Everything a table has besides its columns. */
export interface TableOptions<Column extends string> extends Pick<Table, 'rowSecurity' | 'owner' | 'comment' | 'unlogged'> {
  readonly constraints?: readonly ConstraintDraft[]
  readonly indexes?: readonly IndexDraft[]
  readonly triggers?: readonly TriggerDraft<Column>[]
  readonly policies?: readonly PolicyDraft[]
  readonly grants?: readonly Grant[]
  /** `key`: text of PARTITION BY (…) where it is more than column names. */
  readonly partitionBy?: { readonly strategy: Partitioning['strategy']; readonly columns: readonly Column[]; readonly key?: Sql }
  /** ``{ parent: 'events', bounds: sql`FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')` }`` */
  readonly partitionOf?: { readonly parent: string; readonly bounds: Sql }
  readonly extendedStatistics?: readonly (Omit<ExtendedStatistics, 'definition' | 'columns'> & {
    readonly definition: Sql
    readonly columns: readonly Column[]
  })[]
  readonly publications?: readonly (Omit<Publication, 'columns' | 'where'> & {
    readonly columns?: readonly Column[]
    readonly where?: Sql
  })[]
  /** `full`, `nothing`, or the name of an index. */
  readonly replicaIdentity?: string
  /** Storage parameters: `fillfactor=70`. */
  readonly options?: string
  /** What is known of its size. Unknown means large and hot. */
  readonly statistics?: TableStatistics
}

/** What the second argument of `table` may use: each checks the columns it names. */
export interface TableParts<Column extends string> {
  readonly index: (parts: readonly IndexPartDraft<Column>[], options?: IndexOptions<Column>) => IndexDraft
  readonly primaryKey: (columns: readonly Column[], options?: KeyOptions<Column>) => ConstraintDraft
  readonly unique: (columns: readonly Column[], options?: UniqueOptions<Column>) => ConstraintDraft
  readonly check: (name: string, expression: Sql, options?: CheckOptions) => ConstraintDraft
  readonly foreignKey: (
    columns: readonly Column[],
    table: string,
    referencedColumns: readonly string[],
    options?: ReferenceOptions,
  ) => ConstraintDraft
  readonly exclusion: (name: string, definition: Sql, options: ExclusionOptions<Column>) => ConstraintDraft
  /** PostgreSQL 18: a NOT NULL whose name or validity matters. */
  readonly notNull: (column: Column, name: string, options?: { readonly notValid?: boolean }) => ConstraintDraft
  readonly col: (column: Column) => ColumnReference
}

/** A table before it has a name. */
export interface TableDraft {
  readonly columns: Readonly<Record<string, ColumnDraft>>
  readonly options: TableOptions<string>
  readonly site: CallSite
}

/** `Columns` is the record of columns as it was written; the type of a chain reads it only where the table is used. */
export interface TableDefinition<out Columns> extends TableDraft {
  readonly written?: Columns
}

/**
 * A table: its columns in order, then the rest, either as data or as a function of the table's own parts:
 * `table({ id: bigint().primaryKey(), email: text() }, t => ({ indexes: [t.index(['email'])] }))`.
 */
export const table = <Columns extends Readonly<Record<string, AnyColumn>>>(
  columns: Columns,
  options: TableOptions<keyof Columns & string> | ((t: TableParts<keyof Columns & string>) => TableOptions<keyof Columns & string>) = {},
): TableDefinition<Columns> => ({
  columns: Object.fromEntries(Object.entries(columns).map(([name, { draft }]) => [name, draft])),
  options: (typeof options === 'function' ? options(parts) : options) as TableOptions<string>,
  site: callSite(),
})

const parts: TableParts<string> = {
  index: indexDraft,
  primaryKey: primaryKeyDraft,
  unique: uniqueDraft,
  check: checkDraft,
  foreignKey: foreignKeyDraft,
  exclusion: exclusionDraft,
  notNull: (column, name, { notValid = false } = {}) => ({ kind: 'not-null', column, name, validated: !notValid }),
  col,
}
