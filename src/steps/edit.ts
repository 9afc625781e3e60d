import { keyOf, type Name } from '../model/name.ts'
import { entriesOf } from '../model/entry-kinds.ts'
import {
  columnIn,
  constraintIn,
  indexIn,
  tableIn,
  type Column,
  type Constraint,
  type EntryKind,
  type EntryKinds,
  type Index,
  type Schema,
  type Table,
} from '../model/schema.ts'
import { carryLookups } from './table-lookups.ts'
import { StepDoesNotApply, type Step } from './step.ts'

/** Ends `apply` with the reason; typed so that it can stand behind `??`. */
export const refuse = (step: Step, reason: string): never => {
  throw new StepDoesNotApply(step, reason)
}

export const putEntry = <K extends EntryKind>(schema: Schema, kind: K, key: string, entry: EntryKinds[K]): Schema => {
  const after: Schema = { ...schema, [kind]: entriesOf(schema, kind).with(key, entry) }
  if (kind === 'tables') carryLookups(schema.tables, after.tables, key, entry as Table)
  return after
}

export const withoutEntry = (schema: Schema, kind: EntryKind, key: string): Schema => {
  const after: Schema = { ...schema, [kind]: schema[kind].without(key) }
  if (kind === 'tables') carryLookups(schema.tables, after.tables)
  return after
}

/** The entry, or `StepDoesNotApply`: `there is no enum mood`. */
export const entryOf = <K extends EntryKind>(step: Step, schema: Schema, kind: K, name: Name): EntryKinds[K] =>
  entriesOf(schema, kind).get(keyOf(name)) ?? refuse(step, `there is no ${kind.slice(0, -1)} ${keyOf(name)}`)

export const tableOf = (step: Step, schema: Schema, name: Name): Table =>
  tableIn(schema, name) ?? refuse(step, `there is no table ${keyOf(name)}`)

export const columnOf = (step: Step, table: Table, name: string): Column =>
  columnIn(table, name) ?? refuse(step, `table ${keyOf(table.name)} has no column ${name}`)

export const constraintOf = (step: Step, table: Table, name: string): Constraint =>
  constraintIn(table, name) ?? refuse(step, `table ${keyOf(table.name)} has no constraint ${name}`)

export const indexOf = (step: Step, table: Table, name: string): Index =>
  indexIn(table, name) ?? refuse(step, `table ${keyOf(table.name)} has no index ${name}`)

export const putTable = (schema: Schema, table: Table): Schema => putEntry(schema, 'tables', keyOf(table.name), table)

export const editTable = (step: Step, schema: Schema, name: Name, edit: (table: Table) => Table): Schema =>
  putTable(schema, edit(tableOf(step, schema, name)))

/** The partitions of a table and theirs, without the table itself. */
export const partitionsOf = (schema: Schema, name: Name): readonly Table[] =>
  tableIn(schema, name)?.partitioning === undefined
    ? []
    : schema.tables
        .values()
        .filter(t => t.partitionOf !== undefined && keyOf(t.partitionOf.parent) === keyOf(name))
        .flatMap(t => [t, ...partitionsOf(schema, t.name)])

export const partitionedOf = (step: Step, schema: Schema, name: Name): Table => {
  const table = tableOf(step, schema, name)
  return table.partitioning === undefined ? refuse(step, `${keyOf(name)} is not partitioned`) : table
}

/** What ALTER TABLE without ONLY does: the table and every partition below it. */
export const editFamily = (step: Step, schema: Schema, name: Name, edit: (table: Table) => Table): Schema => {
  const table = tableOf(step, schema, name)
  const family = [table, ...partitionsOf(schema, name)]
  return family.reduce((done, each) => putTable(done, edit(each)), schema)
}

export const editColumn = (step: Step, schema: Schema, table: Name, column: string, edit: (column: Column) => Column): Schema =>
  editFamily(step, schema, table, each => {
    columnOf(step, each, column)
    return { ...each, columns: each.columns.map(c => (c.name === column ? edit(c) : c)) }
  })

type Named = { readonly name: string }
export const withoutNamed = <T extends Named>(list: readonly T[], name: string): readonly T[] => list.filter(each => each.name !== name)
export const replaceNamed = <T extends Named>(list: readonly T[], name: string, edit: (each: T) => T): readonly T[] =>
  list.map(each => (each.name === name ? edit(each) : each))

/** An optional list: absent instead of empty, so that two ways to the same catalog compare equal. */
export const listOrAbsent = <T>(list: readonly T[]): readonly T[] | undefined => (list.length === 0 ? undefined : list)

/** Restrictions of partitions: a column or inherited constraint changes on the parent only. */
export const refuseOnPartition = (step: Step, table: Table, what: string): void => {
  if (table.partitionOf !== undefined)
    refuse(step, `${what} of partition ${keyOf(table.name)} is inherited; change ${keyOf(table.partitionOf.parent)} instead`)
}
