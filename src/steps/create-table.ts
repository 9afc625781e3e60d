import { keyOf, sibling } from '../model/name.ts'
import { primaryKeyOf, type Schema, type Table } from '../model/schema.ts'
import { refuseUnreferenceable } from './add-constraint.ts'
import { columnsOfIndex, columnsUnderConstraint, unknownColumn } from './dependents.ts'
import { partitionedOf, putTable, refuse } from './edit.ts'
import { inheritAll } from './inherit.ts'
import { withNumberedNotNulls } from './numbered-not-null.ts'
import { refuseUnknownTypes, registerOwnedSequences } from './owned.ts'
import type { Semantics, Step, StepBehaviour, StepOf } from './step.ts'
import { refuseTakenConstraint, refuseTakenRelation, refuseTakenType } from './taken.ts'

/** The name of something said twice, or undefined. */
const repeated = (names: readonly string[]): string | undefined => names.find((name, at) => names.indexOf(name) !== at)

const refuseIncoherent = (step: Step, schema: Schema, table: Table, semantics: Semantics): void => {
  const key = keyOf(table.name)
  const twice =
    repeated(table.columns.map(c => c.name)) ?? repeated(table.constraints.map(c => c.name)) ?? repeated(table.indexes.map(i => i.name))
  if (twice !== undefined) refuse(step, `${twice} is stated twice on ${key}`)
  if (table.constraints.filter(c => c.kind === 'primary-key').length > 1) refuse(step, `${key} has two primary keys (42P16)`)
  const names = [
    ...table.constraints.flatMap(c => columnsUnderConstraint(c, semantics)),
    ...table.indexes.flatMap(i => columnsOfIndex(i, semantics)),
  ]
  const missing = unknownColumn(table, names)
  if (missing !== undefined) refuse(step, `table ${key} has no column ${missing}`)
  for (const constraint of table.constraints) {
    refuseTakenConstraint(step, schema, { ...table, constraints: [] }, constraint)
    if (constraint.kind === 'foreign-key') refuseUnreferenceable(step, schema, constraint, table)
  }
  for (const index of table.indexes) refuseTakenRelation(step, schema, sibling(table.name, index.name))
}

/** What the server adds by itself: key and identity columns are NOT NULL. */
const completed = (table: Table): Table => {
  const key = primaryKeyOf(table)?.columns ?? []
  return {
    ...table,
    columns: table.columns.map(c => (c.nullable && (key.includes(c.name) || c.identity !== undefined) ? { ...c, nullable: false } : c)),
  }
}

export const createTable: StepBehaviour<StepOf<'create-table'>> = {
  apply: (step, schema, semantics) => {
    const { table } = step
    refuseTakenRelation(step, schema, table.name)
    refuseTakenType(step, schema, table.name)
    refuseUnknownTypes(step, schema, table.columns)
    refuseIncoherent(step, schema, table, semantics)
    const parent = table.partitionOf && partitionedOf(step, schema, table.partitionOf.parent)
    const made = registerOwnedSequences(step, putTable(schema, completed(table)), table.name, table.columns)
    return parent === undefined ? withNumberedNotNulls(schema, made, table.name, semantics) : inheritAll(made, completed(table), parent)
  },
  invert: ({ table }) => ({
    grade: 'loses later writes',
    because: `rows written to ${keyOf(table.name)} are gone`,
    steps: [{ kind: 'drop-table', table }],
  }),
  describe: ({ table }) => `create table ${keyOf(table.name)}`,
}
