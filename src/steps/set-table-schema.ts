import { keyOf, nameOf } from '../model/name.ts'
import { tableOf } from './edit.ts'
import { exact } from './inverse.ts'
import { moveSequence } from './move-sequence.ts'
import { ownedSequences } from './owned.ts'
import { moveRelation } from './rename-relation.ts'
import type { StepBehaviour, StepOf } from './step.ts'
import { indexNames, refuseTakenRelation, refuseTakenType } from './taken.ts'

export const setTableSchema: StepBehaviour<StepOf<'set-table-schema'>> = {
  apply: (step, schema, semantics) => {
    const table = tableOf(step, schema, step.from)
    const to = nameOf(table.name.name, step.to)
    refuseTakenRelation(step, schema, to)
    refuseTakenType(step, schema, to)
    for (const index of indexNames(table)) refuseTakenRelation(step, schema, nameOf(index, step.to))
    return ownedSequences(schema, table.name).reduce(
      (done, { name }) => moveSequence(step, done, name, nameOf(name.name, step.to), semantics),
      moveRelation(schema, table.name, to, semantics),
    )
  },
  invert: ({ from, to }) => exact({ kind: 'set-table-schema', from: nameOf(from.name, to), to: from.schema }),
  describe: ({ from, to }) => `move table ${keyOf(from)} to schema ${to ?? 'of the search path'}`,
}
