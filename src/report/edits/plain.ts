import { keyOf, type Name } from '../../model/name.ts'
import { code, type PerEdit } from './edit.ts'

const quoted = (name: string): string => (/^[a-z_][a-z0-9_$]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`)
const sqlName = ({ schema, name }: Name): string => (schema === undefined ? quoted(name) : `${quoted(schema)}.${quoted(name)}`)

const leavingOut = (table: Name, column: string) => ({
  text: `Name the columns you select from ${keyOf(table)} (no \`SELECT *\` kept in a prepared statement) and leave ${column} out of them; no statement writes it.`,
})

/** For any application that writes its own SQL: what its statements may and must do. */
export const plainEdits: PerEdit = {
  'ignore-column': ({ table, column }) => leavingOut(table, column),
  'stop-using-column': ({ table, column }) => leavingOut(table, column),
  'use-column': ({ table, column, instead }) =>
    instead === undefined
      ? { text: `Read and write ${keyOf(table)}.${column} as what it becomes: in prepared statements, drivers' types and comparisons.` }
      : {
          text: `Read and write ${keyOf(table)}.${column} in place of ${keyOf(table)}.${instead} in every statement; readers that need the old name get it from the query.`,
          code: code('sql', `SELECT ${quoted(column)} AS ${quoted(instead)} FROM ${sqlName(table)};`),
        },
  'always-write-column': ({ table, column, from }) =>
    from === undefined
      ? {
          text: `Give ${keyOf(table)}.${column} a value in every INSERT, and never set it to NULL.`,
          code: code('sql', `INSERT INTO ${sqlName(table)} (${quoted(column)}) VALUES ($1); -- beside the columns that are there`),
        }
      : {
          text: `Write ${column} wherever ${from} is written, with the same value, in the same statement.`,
          code: code('sql', `UPDATE ${sqlName(table)} SET ${quoted(from)} = $1, ${quoted(column)} = $1;`),
        },
  'accept-null': ({ table, column }) => ({
    text: `Let the code that reads ${keyOf(table)}.${column} accept NULL; mind comparisons, which are then neither true nor false.`,
    code: code('sql', `SELECT * FROM ${sqlName(table)} WHERE ${quoted(column)} IS DISTINCT FROM $1;`),
  }),
  'use-relation': ({ relation, instead }) => ({
    text: `Use ${keyOf(relation)} everywhere ${keyOf(instead)} was used.`,
    code: code('sql', `SELECT * FROM ${sqlName(relation)} AS ${quoted(instead.name)};`),
  }),
  'stop-using-relation': ({ relation }) => ({ text: `Stop reading and writing ${keyOf(relation)}.` }),
  'accept-value': ({ type, value }) => ({ text: `Let the code that reads ${keyOf(type)} accept '${value}' before any code writes it.` }),
  'stop-using-value': ({ type, value }) => ({ text: `Stop writing '${value}' of ${keyOf(type)}, and stop comparing with it.` }),
  'keep-rule': ({ table, rule }) => ({ text: `Let every write to ${keyOf(table)} keep the rule: ${rule}.` }),
}
