import { unknownType } from '../../../../model/unknown.ts'
import type { Constraint, Table } from '../../../../model/schema.ts'
import { Undecided, PhpArray, type Value } from '../php/frame.ts'
import { findTable, type Context } from './context.ts'

/** What the schema builder answers about tables, from the schema as it stands. */

/** An earlier migration made it, but was not read. */
const isSupposed = ({ columns }: Table): boolean => columns.length === 0 || columns.some(({ type }) => type.native === unknownType.native)

/** Nothing is known yet: a file is looked at by itself. */
const knowsNothing = ({ effects }: Context): boolean => effects.schema().tables.keys().length === 0

export const hasTable = (table: string, context: Context): boolean => {
  if (findTable(table, context) !== undefined) return true
  if (knowsNothing(context)) throw new Undecided(`Whether there is a table ${table} is not known`)
  return false
}

const known = (table: string, context: Context, what: string): Table | undefined => {
  const found = findTable(table, context)
  if (found === undefined ? knowsNothing(context) : isSupposed(found)) throw new Undecided(`Whether ${table} has ${what} is not known`)
  return found
}

export const hasColumn = (table: string, column: string, context: Context): boolean => {
  const isIt = ({ name }: { readonly name: string }): boolean => name.toLowerCase() === column.toLowerCase()
  if (findTable(table, context)?.columns.some(isIt) === true) return true
  return known(table, context, `the column ${column}`)?.columns.some(isIt) ?? false
}

export interface IndexRow {
  readonly name: string
  readonly columns: readonly string[]
  readonly type: string
  readonly unique: boolean
  readonly primary: boolean
}

type Keyed = Extract<Constraint, { readonly kind: 'primary-key' | 'unique' }>
const isKeyed = (constraint: Constraint): constraint is Keyed => constraint.kind === 'primary-key' || constraint.kind === 'unique'

/** All indexes, those behind constraints too. */
export const indexesOf = (table: Table): readonly IndexRow[] => [
  ...table.constraints
    .filter(isKeyed)
    .map(({ kind, name, columns }) => ({ name, columns, type: 'btree', unique: true, primary: kind === 'primary-key' })),
  ...table.indexes.map(({ name, parts, method = 'btree', unique }) => ({
    name,
    columns: parts.flatMap(({ column }) => column ?? []),
    type: method,
    unique,
    primary: false,
  })),
]

export const hasIndex = (table: string, index: Value, type: Value | undefined, context: Context): boolean => {
  const wanted = index instanceof PhpArray ? index.values.join(',') : undefined
  const label = wanted ?? String(index)
  return indexesOf(
    known(table, context, `the index ${label}`) ?? { name: { name: table }, columns: [], constraints: [], indexes: [] },
  ).some(
    row =>
      (wanted === undefined ? row.name === index : row.columns.join(',') === wanted) &&
      (type === undefined || type === null || (type === 'primary' ? row.primary : type === 'unique' ? row.unique : row.type === type)),
  )
}

export const foreignKeysOf = (table: Table) => table.constraints.filter(constraint => constraint.kind === 'foreign-key')

export const tableOrUndecided = (table: string, context: Context, what: string): Table | undefined => known(table, context, what)

const list = (texts: readonly string[]): PhpArray => PhpArray.of(texts)

/** A row of `Schema::getIndexes`. */
export const indexRow = ({ name, columns, type, unique, primary }: IndexRow): PhpArray =>
  PhpArray.from([
    ['name', name],
    ['columns', list(columns)],
    ['type', type],
    ['unique', unique],
    ['primary', primary],
  ])

/** A row of `Schema::getForeignKeys`. */
export const foreignKeyRow = (key: Extract<Constraint, { readonly kind: 'foreign-key' }>): PhpArray =>
  PhpArray.from([
    ['name', key.name],
    ['columns', list(key.columns)],
    ['foreign_schema', key.references.schema ?? 'public'],
    ['foreign_table', key.references.name],
    ['foreign_columns', list(key.referencedColumns)],
    ['on_update', key.onUpdate ?? 'no action'],
    ['on_delete', key.onDelete ?? 'no action'],
  ])

const typeNames: Readonly<Record<string, string>> = {
  integer: 'int4',
  bigint: 'int8',
  smallint: 'int2',
  boolean: 'bool',
  double: 'float8',
  real: 'float4',
  char: 'bpchar',
}

/** A row of `Schema::getColumns`. */
export const columnRow = ({ name, type, nullable, default: value, comment, identity, ownedSequence }: Table['columns'][number]): PhpArray =>
  PhpArray.from([
    ['name', name],
    ['type_name', typeNames[type.kind] ?? type.kind],
    ['type', type.native],
    ['nullable', nullable],
    ['default', value?.sql ?? null],
    ['auto_increment', identity !== undefined || ownedSequence !== undefined],
    ['comment', comment ?? null],
  ])
