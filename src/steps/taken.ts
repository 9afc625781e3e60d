import { keyOf, sibling, type Name } from '../model/name.ts'
import type { Schema, Table } from '../model/schema.ts'
import { refuse } from './edit.ts'
import { tablesNaming } from './table-lookups.ts'
import type { Step } from './step.ts'

export const isBackedByIndex = (kind: string): boolean => kind === 'primary-key' || kind === 'unique' || kind === 'exclusion'

/** Names of a table's indexes, those behind its constraints included. */
export const indexNames = (table: Table): readonly string[] => [
  ...table.indexes.map(i => i.name),
  ...table.constraints.filter(c => isBackedByIndex(c.kind)).map(c => c.name),
]

const hasIndexNamed = (table: Table, name: string): boolean =>
  table.indexes.some(i => i.name === name) || table.constraints.some(c => c.name === name && isBackedByIndex(c.kind))

const holderOf = (schema: Schema, name: Name): string | undefined => {
  const key = keyOf(name)
  if (schema.tables.has(key)) return `a table named ${key}`
  if (schema.views.has(key)) return `a view named ${key}`
  if (schema.sequences.has(key)) return `a sequence named ${key}`
  for (const table of tablesNaming(schema, name.name))
    if (table.name.schema === name.schema && hasIndexNamed(table, name.name)) return `an index named ${name.name} on ${keyOf(table.name)}`
  for (const [at, view] of schema.views) {
    if (view.name.schema === name.schema && view.indexes?.some(i => i.name === name.name)) return `an index named ${name.name} on ${at}`
  }
  return undefined
}

/** Tables, views, sequences and indexes share one namespace per schema (PostgreSQL: `pg_class`, error 42P07). */
export const refuseTakenRelation = (step: Step, schema: Schema, name: Name): void => {
  const holder = holderOf(schema, name)
  if (holder !== undefined) refuse(step, `there is already ${holder}`)
}

/** Types share one namespace with the row types of tables and views (PostgreSQL: `pg_type`, error 42710). */
export const refuseTakenType = (step: Step, schema: Schema, name: Name): void => {
  const key = keyOf(name)
  for (const record of ['enums', 'domains', 'tables', 'views'] as const)
    if (schema[record].get(key) !== undefined) refuse(step, `there is already a ${record.slice(0, -1)} named ${key}`)
}

/** A constraint's name is unique on its table; one behind which an index stands is unique in the schema too. */
export const refuseTakenConstraint = (
  step: Step,
  schema: Schema,
  table: Table,
  constraint: { readonly kind: string; readonly name: string },
): void => {
  if (table.constraints.some(c => c.name === constraint.name))
    refuse(step, `table ${keyOf(table.name)} already has a constraint ${constraint.name}`)
  if (isBackedByIndex(constraint.kind)) refuseTakenRelation(step, schema, sibling(table.name, constraint.name))
}
