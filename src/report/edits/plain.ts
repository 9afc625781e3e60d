import { keyOf } from '../../model/name.ts'
import type { PerEdit } from './edit.ts'

/** For any application: what its statements may and must do. */
export const plainEdits: PerEdit = {
  'ignore-column': ({ table, column }) => ({
    text: `Name the columns you select from ${keyOf(table)} (no \`SELECT *\` kept in a prepared statement) and leave ${column} out of them; write it nowhere.`,
  }),
  'stop-using-column': ({ table, column }) => ({ text: `Stop reading and writing ${keyOf(table)}.${column}.` }),
  'use-column': ({ table, column, instead }) => ({
    text:
      instead === undefined
        ? `Read and write ${keyOf(table)}.${column}.`
        : `Read and write ${keyOf(table)}.${column} everywhere ${instead} was used; name ${instead} nowhere.`,
  }),
  'always-write-column': ({ table, column }) => ({
    text: `Give ${keyOf(table)}.${column} a value in every INSERT, and never set it to NULL.`,
  }),
  'accept-null': ({ table, column }) => ({ text: `Let the code that reads ${keyOf(table)}.${column} accept NULL.` }),
  'use-relation': ({ relation, instead }) => ({ text: `Use ${keyOf(relation)} everywhere ${keyOf(instead)} was used.` }),
  'stop-using-relation': ({ relation }) => ({ text: `Stop reading and writing ${keyOf(relation)}.` }),
  'accept-value': ({ type, value }) => ({ text: `Let the code that reads ${keyOf(type)} accept '${value}' before any code writes it.` }),
  'stop-using-value': ({ type, value }) => ({ text: `Stop writing '${value}' of ${keyOf(type)}, and stop comparing with it.` }),
  'keep-rule': ({ table, rule }) => ({ text: `Let every write to ${keyOf(table)} keep the rule: ${rule}.` }),
}
