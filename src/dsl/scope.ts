import type { LabelOf } from './column.ts'
import type { TableDefinition } from './table.ts'

/**
 * What the type of a chain knows. Columns, enums and other objects are unions of pairs (`['id', number] | ['name', string]`): every
 * operation computes the next union at once, where nested mapped types would pile up until the compiler's depth limit.
 */
export type Pair = [string, unknown]
export type Without<Pairs, Name> = Pairs extends [Name, unknown] ? never : Pairs
export type Renamed<Pairs, From, To> = Pairs extends [From, infer Value] ? [To, Value] : Pairs
export type Replaced<Pairs, Name, Value> = Pairs extends [Name, unknown] ? [Name, Value] : Pairs
export type ValueIn<Pairs, Name> = Pairs extends [Name, infer Value] ? Value : never

/** The tables: those of the schema file as they were written, those that changed since, those that are gone. A schema of 500 tables is never copied. */
export interface Scope<in out Base, in out Changed extends Pair, in out Gone> {
  readonly base: Base
  readonly changed: Changed
  readonly gone: Gone
}

/** The pairs of a table's columns, wherever it stands. */
export type ColumnsOf<Tables extends Tabled, Name> = Extract<
  Name extends Tables['changed'][0]
    ? ValueIn<Tables['changed'], Name>
    : Name extends keyof Tables['base']
      ? DefinedColumns<Tables['base'][Name]>
      : never,
  Pair
>
/** A scope by its parts alone, so that any scope is one. */
export interface Tabled {
  readonly base: object
  readonly changed: Pair
  readonly gone: unknown
}

type DefinedColumns<Definition> = Definition extends TableDefinition<infer Columns> ? PairsOf<Columns> : never

/** The pairs of a record of columns as `table` was given it. */
export type PairsOf<Columns> = {
  [K in keyof Columns & string]: [K, Columns[K] extends { readonly stored: infer Stored } ? Stored : never]
}[keyof Columns & string]

export type PutTable<Tables extends Tabled, Name extends string, Columns> = Scope<
  Tables['base'],
  Without<Tables['changed'], Name> | [Name, Columns],
  Tables['gone']
>
export type DropTable<Tables extends Tabled, Name> = Scope<Tables['base'], Without<Tables['changed'], Name>, Tables['gone'] | Name>
export type RenameTable<Tables extends Tabled, From, To extends string> = Scope<
  Tables['base'],
  Without<Tables['changed'], From> | [To, ColumnsOf<Tables, From>],
  Tables['gone'] | From
>

/** What a plain value of the column may be; an enum's labels are those it has at this point of the chain. */
export type Plain<Columns, Name, Enums> =
  ValueIn<Columns, Name> extends LabelOf<infer EnumName> ? ValueIn<Enums, EnumName> : ValueIn<Columns, Name>

/** Taken: the message is the parameter's type, so that the compiler prints it. */
export type Free<Name, Taken> = Name extends Taken ? `${Name & string} is there already` : Name
