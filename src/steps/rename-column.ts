import { keyOf } from '../model/name.ts'
import type { Schema, Table } from '../model/schema.ts'
import { columnOf, partitionsOf, refuse, refuseOnPartition, tableOf } from './edit.ts'
import { exact } from './inverse.ts'
import { inOtherTable, inTable, inView, renaming } from './rename-in-table.ts'
import type { Semantics, StepBehaviour, StepOf } from './step.ts'

const renameIn = (schema: Schema, { from, to }: StepOf<'rename-column'>, table: Table, semantics: Semantics): Schema => {
  const renamed = renaming(table.name, from, to, semantics)
  const key = keyOf(table.name)
  return {
    ...schema,
    tables: schema.tables.map(each => (keyOf(each.name) === key ? inTable(each, renamed) : inOtherTable(each, renamed))),
    views: schema.views.map(each => inView(each, renamed)),
    routines: schema.routines.map(each =>
      each.reads?.[key] === undefined
        ? each
        : { ...each, definition: renamed.text(each.definition), reads: { ...each.reads, [key]: renamed.set(each.reads[key]) } },
    ),
    sequences: schema.sequences.map(each =>
      each.ownedBy !== undefined && keyOf(each.ownedBy.table) === key
        ? { ...each, ownedBy: { ...each.ownedBy, column: renamed.name(each.ownedBy.column) } }
        : each,
    ),
  }
}

export const renameColumn: StepBehaviour<StepOf<'rename-column'>> = {
  apply: (step, schema, semantics) => {
    const table = tableOf(step, schema, step.table)
    columnOf(step, table, step.from)
    refuseOnPartition(step, table, 'the column list')
    const family = [table, ...partitionsOf(schema, table.name)]
    for (const each of family)
      if (each.columns.some(c => c.name === step.to)) refuse(step, `table ${keyOf(each.name)} already has a column ${step.to}`)
    return family.reduce((done, each) => renameIn(done, step, each, semantics), schema)
  },
  invert: ({ table, from, to }) => exact({ kind: 'rename-column', table, from: to, to: from }),
  describe: ({ table, from, to }) => `rename column ${keyOf(table)}.${from} to ${to}`,
}
