import { keyOf, sibling, type Name } from '../../../model/name.ts'
import type { Schema } from '../../../model/schema.ts'
import { chosenName } from '../../../steps/chosen-name.ts'
import { tablesNaming } from '../../../steps/table-lookups.ts'
import { indexNames } from '../../../steps/taken.ts'

/** Names of the schema the table is in: relations (indexes are some) and, where `constraints` count, those. */
const isTaken = (schema: Schema, table: Name, name: string, constraints: boolean): boolean => {
  const key = keyOf(sibling(table, name))
  if (schema.tables.get(key) ?? schema.views.get(key) ?? schema.sequences.get(key)) return true
  for (const each of tablesNaming(schema, name)) {
    if (each.name.schema !== table.schema) continue
    if (constraints && each.constraints.some(c => c.name === name)) return true
    if (indexNames(each).includes(name)) return true
  }
  for (const each of schema.views.values()) {
    if (each.name.schema === table.schema && each.indexes?.some(i => i.name === name)) return true
  }
  return false
}

export type Label = 'pkey' | 'key' | 'excl' | 'idx' | 'check' | 'fkey' | 'not_null' | 'seq'

/**
 * The name the server chooses for what got none: a number behind the label where it is taken (`ChooseRelationName`,
 * `ChooseConstraintName`).
 *
 * @param others names the same statement gives or was given before
 */
export const freeName = (schema: Schema, table: Name, columns: readonly string[], label: Label, others: readonly string[] = []): string => {
  const constraints = label !== 'idx' && label !== 'seq'
  for (let count = 0; ; count += 1) {
    const name = chosenName(table.name, columns, `${label}${count === 0 ? '' : count}`)
    if (!others.includes(name) && !isTaken(schema, table, name, constraints)) return name
  }
}
