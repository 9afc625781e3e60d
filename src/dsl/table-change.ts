import type { Deferrable, Expression, Identity } from '../model/schema.ts'
import type { ColumnBuilder } from './column.ts'
import type { CheckOptions, ExclusionOptions, IndexOptions, IndexPartDraft, KeyOptions, ReferenceOptions, UniqueOptions } from './parts.ts'
import type { ColumnsOf, Free, Pair, Plain, Renamed, Replaced, Tabled, Without } from './scope.ts'
import type { ColumnReference } from './sql.ts'
import type { PolicyDraft, TriggerDraft } from './table.ts'

/** SQL, or a function of the columns as they are at this point of the chain: ``c => sql`lower(${c.name})` ``. */
export type Computed<Columns extends Pair> = Expression | ((columns: { readonly [Name in Columns[0]]: ColumnReference }) => Expression)

/**
 * The changes of one table, as a chain whose type follows along: after `renameColumn('name', 'full_name')` the next call knows
 * `full_name` and no longer `name`. Parameter types are written out where they stand so that the compiler prints the names.
 */
export interface TableChange<in out Columns extends Pair, in out Tables extends Tabled, in out Own, in out Enums> {
  /** A reference to one of the columns the table had at the start, for `sql`. Later ones: give a function of the columns. */
  col(name: Columns[0]): ColumnReference

  /** A new column, last. `backfill`: the value of rows that exist, where it is not the default. */
  addColumn<Name extends string, Value, Stored>(
    name: Free<Name, Columns[0]>,
    column: ColumnBuilder<Value, Stored>,
    options?: { readonly backfill?: Computed<Columns> },
  ): TableChange<Columns | [Name, Stored], Tables, Own, Enums>
  dropColumn<const Name extends Columns[0]>(name: Name): TableChange<Without<Columns, Name>, Tables, Own, Enums>
  renameColumn<const From extends Columns[0], const To extends string>(
    from: From,
    to: Free<To, Columns[0]>,
  ): TableChange<Renamed<Columns, From, To>, Tables, Own, Enums>
  /**
   * Another type. Values are cast unless `forward` says how; then `backward` says how they come back,
   * or null that the old values need not survive a rollback.
   */
  changeType<const Name extends Columns[0], Value, Stored>(
    name: Name,
    to: ColumnBuilder<Value, Stored>,
    conversion?: { readonly forward: Computed<Columns>; readonly backward: Computed<Columns> | null },
  ): TableChange<Replaced<Columns, Name, Stored>, Tables, Own, Enums>
  setDefault<const Name extends Columns[0]>(
    name: Name,
    value: Plain<Columns, Name, Enums> | Expression,
  ): TableChange<Columns, Tables, Own, Enums>
  dropDefault(name: Columns[0]): TableChange<Columns, Tables, Own, Enums>
  /** NOT NULL. `backfill`: the value of rows that have none. */
  makeRequired(name: Columns[0], options?: { readonly backfill?: Computed<Columns> }): TableChange<Columns, Tables, Own, Enums>
  makeOptional(name: Columns[0]): TableChange<Columns, Tables, Own, Enums>
  setIdentity(name: Columns[0], generation?: Identity['generation'], options?: Expression): TableChange<Columns, Tables, Own, Enums>
  dropIdentity(name: Columns[0]): TableChange<Columns, Tables, Own, Enums>
  setGenerated(name: Columns[0], expression: Computed<Columns>, kind?: 'stored' | 'virtual'): TableChange<Columns, Tables, Own, Enums>
  /** The column stays, with the values it has; they are no longer computed. */
  dropGenerated(name: Columns[0]): TableChange<Columns, Tables, Own, Enums>
  /** Null: the type's own collation. */
  setCollation(name: Columns[0], collation: string | null): TableChange<Columns, Tables, Own, Enums>
  setColumnComment(name: Columns[0], comment: string | null): TableChange<Columns, Tables, Own, Enums>
  /** How many values ANALYZE samples, 0 to 10000; null: the server's default. */
  setColumnStatistics(name: Columns[0], target: number | null): TableChange<Columns, Tables, Own, Enums>
  setColumnStorage(name: Columns[0], storage: string | null): TableChange<Columns, Tables, Own, Enums>
  setColumnCompression(name: Columns[0], compression: string | null): TableChange<Columns, Tables, Own, Enums>
  /** New values for the rows that `where` finds, in batches. `where` must be false of a row once it is done. */
  backfill(
    set: { readonly [Name in Columns[0]]?: Plain<Columns, Name, Enums> | Computed<Columns> | null },
    options: { readonly where: Computed<Columns> },
  ): TableChange<Columns, Tables, Own, Enums>

  addIndex(parts: readonly IndexPartDraft<Columns[0]>[], options?: IndexOptions<Columns[0]>): TableChange<Columns, Tables, Own, Enums>
  dropIndex(name: string): TableChange<Columns, Tables, Own, Enums>
  renameIndex(from: string, to: string): TableChange<Columns, Tables, Own, Enums>
  /** Another index in its place, under the same name unless `options` say otherwise. There is an index at every moment. */
  replaceIndex(
    name: string,
    parts: readonly IndexPartDraft<Columns[0]>[],
    options?: IndexOptions<Columns[0]>,
  ): TableChange<Columns, Tables, Own, Enums>

  addPrimaryKey(columns: readonly Columns[0][], options?: KeyOptions<Columns[0]>): TableChange<Columns, Tables, Own, Enums>
  addUnique(columns: readonly Columns[0][], options?: UniqueOptions<Columns[0]>): TableChange<Columns, Tables, Own, Enums>
  addCheck(name: string, expression: Expression, options?: CheckOptions): TableChange<Columns, Tables, Own, Enums>
  addForeignKey<const Table extends Exclude<keyof Tables['base'], Tables['gone']> | Tables['changed'][0]>(
    columns: readonly Columns[0][],
    table: Table,
    referenced: readonly (Table extends Own ? Columns[0] : ColumnsOf<Tables, Table>[0])[],
    options?: ReferenceOptions,
  ): TableChange<Columns, Tables, Own, Enums>
  /** `definition`: everything after EXCLUDE. */
  addExclusion(name: string, definition: Expression, options: ExclusionOptions<Columns[0]>): TableChange<Columns, Tables, Own, Enums>
  dropConstraint(name: string): TableChange<Columns, Tables, Own, Enums>
  renameConstraint(from: string, to: string): TableChange<Columns, Tables, Own, Enums>
  validateConstraint(name: string): TableChange<Columns, Tables, Own, Enums>
  setDeferrable(name: string, deferrable: Deferrable | null): TableChange<Columns, Tables, Own, Enums>

  createTrigger(trigger: TriggerDraft<Columns[0]>): TableChange<Columns, Tables, Own, Enums>
  dropTrigger(name: string): TableChange<Columns, Tables, Own, Enums>
  createPolicy(policy: PolicyDraft): TableChange<Columns, Tables, Own, Enums>
  dropPolicy(name: string): TableChange<Columns, Tables, Own, Enums>
  /** `forced`: for the table's owner as well. */
  enableRowSecurity(options?: { readonly forced?: boolean }): TableChange<Columns, Tables, Own, Enums>
  disableRowSecurity(): TableChange<Columns, Tables, Own, Enums>
  grant(
    grantee: string,
    privileges: readonly string[],
    options?: { readonly columns?: readonly Columns[0][]; readonly grantable?: boolean },
  ): TableChange<Columns, Tables, Own, Enums>
  revoke(
    grantee: string,
    privileges: readonly string[],
    options?: { readonly columns?: readonly Columns[0][] },
  ): TableChange<Columns, Tables, Own, Enums>
  setComment(comment: string | null): TableChange<Columns, Tables, Own, Enums>
  /** Storage parameters: `fillfactor=70`. */
  setOptions(options: string | null): TableChange<Columns, Tables, Own, Enums>
  /** `full`, `nothing`, the name of an index; null: the primary key. */
  setReplicaIdentity(identity: string | null): TableChange<Columns, Tables, Own, Enums>
}
