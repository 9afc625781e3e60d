import { argument } from '../python/arguments.ts'
import { dictOf, list, native, Opaque, type Dict, type Given, type Thing, type Value } from '../python/values.ts'
import type { Schema, Table } from '../../../../model/schema.ts'
import type { Output } from './output.ts'

const record = (fields: Readonly<Record<string, Value>>): Dict => dictOf(Object.entries(fields))
const names = (all: readonly string[]): Value => list(all)

const schemaSaid = (given: Given, position = -1): string | undefined => {
  const schema = argument(given, 'schema', position)
  return typeof schema === 'string' && schema !== 'public' ? schema : undefined
}

const keyOf = (given: Given): string => {
  const name = argument(given, 'table_name', 0)
  if (typeof name !== 'string') throw new Opaque('asks for a table that only running it could tell')
  const schema = schemaSaid(given, 1)
  return schema === undefined ? name : `${schema}.${name}`
}

type Question = (given: Given, schema: Schema) => Value

const ofTable =
  (work: (table: Table) => readonly Value[]): Question =>
  (given, schema) => {
    const table = schema.tables.get(keyOf(given))
    return table === undefined ? list([]) : list(work(table))
  }

const inSchema = (given: Given, all: readonly { readonly name: { readonly name: string; readonly schema?: string } }[]): Value => {
  const schema = schemaSaid(given, 0)
  return names(all.filter(({ name }) => name.schema === schema).map(({ name }) => name.name))
}

/** What SQLAlchemy's inspector says, of the schema as the history has it so far. */
const questions: Readonly<Record<string, Question>> = {
  get_table_names: (given, { tables }) => inSchema(given, tables.values()),
  get_view_names: (given, { views }) =>
    inSchema(
      given,
      views.values().filter(({ materialized }) => !materialized),
    ),
  get_sequence_names: (given, { sequences }) => inSchema(given, sequences.values()),
  get_schema_names: (_, schema) => names([...new Set(['public', ...schema.tables.values().flatMap(({ name }) => name.schema ?? [])])]),
  has_table: (given, { tables, views }) => tables.has(keyOf(given)) || views.has(keyOf(given)),
  has_sequence: (given, { sequences }) => sequences.has(keyOf(given)),
  has_index: (given, { tables }) =>
    tables.get(keyOf(given))?.indexes.some(({ name }) => name === argument(given, 'index_name', 1)) ?? false,
  get_columns: ofTable(table =>
    table.columns.map(column =>
      record({
        name: column.name,
        nullable: column.nullable,
        default: column.default?.sql ?? null,
        comment: column.comment ?? null,
        type: typeSaid(column.type.native),
      }),
    ),
  ),
  get_indexes: ofTable(table => [
    ...table.indexes.map(index =>
      record({ name: index.name, unique: index.unique, column_names: names(index.parts.flatMap(({ column }) => column ?? [])) }),
    ),
    // An index behind a unique constraint is listed with the others.
    ...table.constraints
      .filter(constraint => constraint.kind === 'unique')
      .map(({ name, columns }) => record({ name, unique: true, column_names: names(columns), duplicates_constraint: name })),
  ]),
  get_unique_constraints: ofTable(table =>
    table.constraints.flatMap(each => (each.kind === 'unique' ? [record({ name: each.name, column_names: names(each.columns) })] : [])),
  ),
  get_check_constraints: ofTable(table =>
    table.constraints.flatMap(each => (each.kind === 'check' ? [record({ name: each.name, sqltext: each.expression })] : [])),
  ),
  get_foreign_keys: ofTable(table =>
    table.constraints.flatMap(each =>
      each.kind === 'foreign-key'
        ? [
            record({
              name: each.name,
              constrained_columns: names(each.columns),
              referred_table: each.references.name,
              referred_schema: each.references.schema ?? null,
              referred_columns: names(each.referencedColumns),
              options: record(each.onDelete === undefined ? {} : { ondelete: each.onDelete.toUpperCase() }),
            }),
          ]
        : [],
    ),
  ),
  get_pk_constraint: (given, { tables }) => {
    const key = tables.get(keyOf(given))?.constraints.find(each => each.kind === 'primary-key')
    return record({ name: key?.name ?? null, constrained_columns: names(key?.columns ?? []) })
  },
  get_enums: (given, { enums }) => {
    const schema = schemaSaid(given, 0)
    return list(
      enums
        .values()
        .filter(({ name }) => name.schema === schema)
        .map(({ name, values }) => record({ name: name.name, schema: name.schema ?? 'public', labels: names(values) })),
    )
  },
}

const typeSaid = (native: string): Value => ({ kind: 'thing', type: 'column type', data: native })

/** `inspect(op.get_bind())` */
export const inspector = ({ to }: Output): Thing => ({
  kind: 'thing',
  type: 'inspector',
  get: name => {
    if (name === 'default_schema_name') return 'public'
    if (name === 'clear_cache') return native(name, () => null)
    const question = Object.hasOwn(questions, name) ? questions[name] : undefined
    return question && native(name, given => question(given, to.schema()))
  },
})
