import { keyOf } from '../model/name.ts'
import type { Schema, Table } from '../model/schema.ts'
import { referencesTo, viewsOver } from './dependents.ts'
import { partitionsOf, refuse, tableOf, withoutEntry } from './edit.ts'
import { dropOwnedSequences, fresh, isFresh, ownedSequences } from './owned.ts'
import type { Step, StepBehaviour, StepOf } from './step.ts'

/** What the server refuses to drop a table under (2BP01); its partitions go with it. */
const holdersOf = (schema: Schema, table: Table, family: readonly Table[]): readonly string[] => [
  ...viewsOver(schema, table.name).map(v => `view ${keyOf(v.name)}`),
  ...schema.routines
    .values()
    .filter(r => r.reads?.[keyOf(table.name)] !== undefined)
    .map(r => `${r.kind} ${keyOf(r.name)}`),
  ...referencesTo(schema, table.name)
    .filter(r => !family.some(each => keyOf(each.name) === keyOf(r.table.name)))
    .map(r => `foreign key ${r.constraint.name} of ${keyOf(r.table.name)}`),
]

const familyOf = (step: StepOf<'drop-table'>, schema: Schema): readonly Table[] => {
  const table = tableOf(step, schema, step.table.name)
  return [table, ...partitionsOf(schema, table.name)]
}

export const dropTable: StepBehaviour<StepOf<'drop-table'>> = {
  apply: (step, schema) => {
    const family = familyOf(step, schema)
    const holders = family.flatMap(table => holdersOf(schema, table, family))
    if (holders.length > 0)
      refuse(step, `${holders.join(', ')} depends on ${keyOf(step.table.name)}; the server refuses without CASCADE (2BP01)`)
    return family.reduce((done, { name }) => withoutEntry(dropOwnedSequences(step, done, name), 'tables', keyOf(name)), schema)
  },
  /** Made again whole (indexes, triggers, policies, grants and foreign keys stand in the table), but empty. */
  invert: (step, before) => {
    const family = before.tables.has(keyOf(step.table.name)) ? familyOf(step, before) : [step.table]
    const sequences = family.flatMap(table => ownedSequences(before, table.name)).filter(s => !isFresh(s))
    return {
      grade: 'loses data',
      because: `the rows of ${keyOf(step.table.name)} are gone`,
      steps: [
        ...family.map((table): Step => ({ kind: 'create-table', table })),
        ...sequences.map((to): Step => ({ kind: 'alter-sequence', from: fresh(to), to })),
      ],
    }
  },
  describe: ({ table }) => `drop table ${keyOf(table.name)}`,
}
