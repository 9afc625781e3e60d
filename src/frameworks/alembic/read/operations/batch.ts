import { argument } from '../python/arguments.ts'
import { native, Opaque, type Given, type Thing, type Value } from '../python/values.ts'
import type { Operation, Output } from './output.ts'

/** Where the table stands among the arguments of an operation, which a batch leaves out. */
const places: Readonly<Record<string, { readonly at: number; readonly name: string; readonly schema: string }>> = {
  add_column: { at: 0, name: 'table_name', schema: 'schema' },
  drop_column: { at: 0, name: 'table_name', schema: 'schema' },
  alter_column: { at: 0, name: 'table_name', schema: 'schema' },
  create_table_comment: { at: 0, name: 'table_name', schema: 'schema' },
  drop_table_comment: { at: 0, name: 'table_name', schema: 'schema' },
  create_index: { at: 1, name: 'table_name', schema: 'schema' },
  drop_index: { at: 1, name: 'table_name', schema: 'schema' },
  create_unique_constraint: { at: 1, name: 'table_name', schema: 'schema' },
  create_primary_key: { at: 1, name: 'table_name', schema: 'schema' },
  create_check_constraint: { at: 1, name: 'table_name', schema: 'schema' },
  create_exclude_constraint: { at: 1, name: 'table_name', schema: 'schema' },
  drop_constraint: { at: 1, name: 'table_name', schema: 'schema' },
  create_foreign_key: { at: 1, name: 'source_table', schema: 'source_schema' },
}

/** `batch_alter_table`: on PostgreSQL each operation is a statement of its own, as without it. */
export const batch =
  (operations: Readonly<Record<string, Operation>>): Operation =>
  (given, _at, out) => {
    const table = argument(given, 'table_name', 0)
    const schema = argument(given, 'schema', 1)
    if (typeof table !== 'string') throw new Opaque('begins a batch for a table that is not followed')
    return batchThing(operations, table, schema ?? null, out)
  }

const batchThing = (operations: Readonly<Record<string, Operation>>, table: string, schema: Value, out: Output): Thing => ({
  kind: 'thing',
  type: 'batch',
  around: block => block(),
  get: name => {
    const operation = Object.hasOwn(operations, name) ? operations[name] : undefined
    if (operation === undefined) return undefined
    const place = places[name]
    return native(name, (given, at) => operation(place === undefined ? given : withTable(given, place, table, schema), at, out))
  },
})

const withTable = (
  given: Given,
  place: { readonly at: number; readonly name: string; readonly schema: string },
  table: string,
  schema: Value,
): Given => {
  const named = new Map([...given.named].filter(([name]) => name !== 'insert_before' && name !== 'insert_after'))
  if (schema !== null) named.set(place.schema, schema)
  // Arguments that are named stay so: the table then has to be named too.
  if (given.args.length < place.at) return { args: given.args, named: named.set(place.name, table) }
  return { args: [...given.args.slice(0, place.at), table, ...given.args.slice(place.at)], named }
}
