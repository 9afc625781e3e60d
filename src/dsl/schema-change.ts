import type { Change } from '../changes/change.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { Expression, Extension, Routine, Schema, Sequence, View } from '../model/schema.ts'
import type { DomainDefinition, EnumDefinition, ObjectDefinition } from './object.ts'
import type { ExecuteOptions } from './operations/execute.ts'
import type { CheckOptions } from './parts.ts'
import type { ColumnsOf, DropTable, Free, Pair, PairsOf, PutTable, RenameTable, Replaced, Tabled, ValueIn, Without } from './scope.ts'
import type { TableDefinition } from './table.ts'
import type { TableChange } from './table-change.ts'

/** What a change file exports: the schema it starts from, and the changes in order. */
export interface ChangeFile {
  readonly title: string
  readonly schema: Schema
  /** The schema after all changes. */
  readonly after: Schema
  readonly changes: readonly Change[]
  /** With an error among them the file is not planned. */
  readonly diagnostics: readonly Diagnostic[]
}

type Members<Objects extends Pair, Kind> = ValueIn<Objects, Kind> & string
type Sibling<Name, To extends string> = Name extends `${infer Schema}.${string}` ? `${Schema}.${To}` : To
type Moved<Name, Schema> = Name extends `${string}.${infer Own}` ? InSchema<Own, Schema> : InSchema<Name & string, Schema>
type InSchema<Name extends string, Schema> = Schema extends string ? `${Schema}.${Name}` : Name

/** The changes of a schema, as one chain whose type follows along. It is the `ChangeFile` itself: `export default change(schema)…`. */
export interface SchemaChange<in out Tables extends Tabled, in out Enums extends Pair, in out Objects extends Pair> extends ChangeFile {
  /** The changes of one table: `table('users', t => t.renameColumn('name', 'full_name'))`. */
  table<const Name extends Exclude<keyof Tables['base'], Tables['gone']> | Tables['changed'][0], After extends Pair>(
    name: Name,
    edit: (t: TableChange<ColumnsOf<Tables, Name>, Tables, Name, Enums>) => TableChange<After, Tables, Name, Enums>,
  ): SchemaChange<PutTable<Tables, Name & string, After>, Enums, Objects>
  /** The table as it should be; the difference becomes changes. A column with another name now says so: `.renamedFrom('name')`. */
  target<const Name extends Exclude<keyof Tables['base'], Tables['gone']> | Tables['changed'][0], After>(
    name: Name,
    table: TableDefinition<After>,
  ): SchemaChange<PutTable<Tables, Name & string, PairsOf<After>>, Enums, Objects>

  createTable<const Name extends string, Columns>(
    name: Free<Name, Exclude<keyof Tables['base'], Tables['gone']> | Tables['changed'][0]>,
    table: TableDefinition<Columns>,
  ): SchemaChange<PutTable<Tables, Name, PairsOf<Columns>>, Enums, Objects>
  dropTable<const Name extends Exclude<keyof Tables['base'], Tables['gone']> | Tables['changed'][0]>(
    name: Name,
  ): SchemaChange<DropTable<Tables, Name>, Enums, Objects>
  /** `to` is the bare name; the table stays in its schema. */
  renameTable<const From extends Exclude<keyof Tables['base'], Tables['gone']> | Tables['changed'][0], const To extends string>(
    from: From,
    to: Free<To, Exclude<keyof Tables['base'], Tables['gone']> | Tables['changed'][0]>,
  ): SchemaChange<RenameTable<Tables, From, Sibling<From, To>>, Enums, Objects>
  /** Into another schema; null: the one the search path finds first. */
  moveTable<const Name extends Exclude<keyof Tables['base'], Tables['gone']> | Tables['changed'][0], const To extends string | null>(
    name: Name,
    to: To,
  ): SchemaChange<RenameTable<Tables, Name, Moved<Name, To>>, Enums, Objects>

  /** A new partition, with the columns of its parent: ``createPartition('events_2026', { of: 'events', bounds: sql`FOR VALUES …` })``. */
  createPartition<const Name extends string, const Parent extends Exclude<keyof Tables['base'], Tables['gone']> | Tables['changed'][0]>(
    name: Free<Name, Exclude<keyof Tables['base'], Tables['gone']> | Tables['changed'][0]>,
    options: { readonly of: Parent; readonly bounds: Expression },
  ): SchemaChange<PutTable<Tables, Name, ColumnsOf<Tables, Parent>>, Enums, Objects>
  attachPartition(
    name: Exclude<keyof Tables['base'], Tables['gone']> | Tables['changed'][0],
    options: { readonly of: Exclude<keyof Tables['base'], Tables['gone']> | Tables['changed'][0]; readonly bounds: Expression },
  ): SchemaChange<Tables, Enums, Objects>
  detachPartition(name: Exclude<keyof Tables['base'], Tables['gone']> | Tables['changed'][0]): SchemaChange<Tables, Enums, Objects>
  dropPartition<const Name extends Exclude<keyof Tables['base'], Tables['gone']> | Tables['changed'][0]>(
    name: Name,
  ): SchemaChange<DropTable<Tables, Name>, Enums, Objects>

  createEnum<Name extends string, Label extends string>(
    definition: EnumDefinition<Name, Label>,
  ): SchemaChange<Tables, Enums | [Name, Label], Objects>
  dropEnum<const Name extends Enums[0]>(name: Name): SchemaChange<Tables, Without<Enums, Name>, Objects>
  addEnumValue<const Name extends Enums[0], const Label extends string>(
    name: Name,
    value: Free<Label, ValueIn<Enums, Name>>,
    place?: { readonly before?: ValueIn<Enums, Name>; readonly after?: ValueIn<Enums, Name> },
  ): SchemaChange<Tables, Replaced<Enums, Name, ValueIn<Enums, Name> | Label>, Objects>
  renameEnumValue<const Name extends Enums[0], const From extends ValueIn<Enums, Name>, const To extends string>(
    name: Name,
    from: From,
    to: Free<To, ValueIn<Enums, Name>>,
  ): SchemaChange<Tables, Replaced<Enums, Name, Exclude<ValueIn<Enums, Name>, From> | To>, Objects>
  /** The values and their order as they should be; `replace` says where rows of a value that goes are put. */
  setEnumValues<const Name extends Enums[0], const Label extends string>(
    name: Name,
    values: readonly Label[],
    options?: { readonly replace?: { readonly [Old in ValueIn<Enums, Name> & string]?: Label } },
  ): SchemaChange<Tables, Replaced<Enums, Name, Label>, Objects>
  /** An enum or a domain. Columns of an enum go on accepting its values. */
  renameType<const From extends Enums[0] | Members<Objects, 'domain'>, const To extends string>(
    from: From,
    to: To,
  ): SchemaChange<
    Tables,
    Enums | (From extends Enums[0] ? [Sibling<From, To>, ValueIn<Enums, From>] : never),
    Objects | (From extends Members<Objects, 'domain'> ? ['domain', Sibling<From, To>] : never)
  >
  createDomain<Name extends string, Value>(
    definition: DomainDefinition<Name, Value>,
  ): SchemaChange<Tables, Enums, Objects | ['domain', Name]>
  dropDomain<const Name extends Members<Objects, 'domain'>>(name: Name): SchemaChange<Tables, Enums, Exclude<Objects, ['domain', Name]>>
  addDomainCheck(
    name: Members<Objects, 'domain'>,
    check: string,
    expression: Expression,
    options?: CheckOptions,
  ): SchemaChange<Tables, Enums, Objects>
  dropDomainCheck(name: Members<Objects, 'domain'>, check: string): SchemaChange<Tables, Enums, Objects>

  createView<Name extends string>(definition: ObjectDefinition<'view', Name, View>): SchemaChange<Tables, Enums, Objects | ['view', Name]>
  dropView<const Name extends Members<Objects, 'view'>>(name: Name): SchemaChange<Tables, Enums, Exclude<Objects, ['view', Name]>>
  replaceView(definition: ObjectDefinition<'view', Members<Objects, 'view'>, View>): SchemaChange<Tables, Enums, Objects>
  renameView<const From extends Members<Objects, 'view'>, const To extends string>(
    from: From,
    to: To,
  ): SchemaChange<Tables, Enums, Exclude<Objects, ['view', From]> | ['view', Sibling<From, To>]>
  createRoutine<Name extends string>(
    definition: ObjectDefinition<'routine', Name, Routine>,
  ): SchemaChange<Tables, Enums, Objects | ['routine', Name]>
  /** `args` tells overloads apart. */
  dropRoutine(name: Members<Objects, 'routine'>, args?: string): SchemaChange<Tables, Enums, Objects>
  replaceRoutine(definition: ObjectDefinition<'routine', Members<Objects, 'routine'>, Routine>): SchemaChange<Tables, Enums, Objects>
  createSequence<Name extends string>(
    definition: ObjectDefinition<'sequence', Name, Sequence>,
  ): SchemaChange<Tables, Enums, Objects | ['sequence', Name]>
  /** One that stands alone; an owned one goes with its column. */
  dropSequence<const Name extends Members<Objects, 'sequence'>>(
    name: Name,
  ): SchemaChange<Tables, Enums, Exclude<Objects, ['sequence', Name]>>
  alterSequence(definition: ObjectDefinition<'sequence', Members<Objects, 'sequence'>, Sequence>): SchemaChange<Tables, Enums, Objects>
  createExtension<Name extends string>(
    definition: ObjectDefinition<'extension', Name, Extension>,
  ): SchemaChange<Tables, Enums, Objects | ['extension', Name]>
  dropExtension<const Name extends Members<Objects, 'extension'>>(
    name: Name,
  ): SchemaChange<Tables, Enums, Exclude<Objects, ['extension', Name]>>

  /** SQL of your own, with what undoes it and why it is needed. Lockstep then trusts nothing it knew of what the SQL touches. */
  execute(up: Expression, options: ExecuteOptions): SchemaChange<Tables, Enums, Objects>
}
