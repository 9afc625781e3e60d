import { keyOf, sibling } from '../model/name.ts'
import { tableOf } from './edit.ts'
import { exact } from './inverse.ts'
import { moveRelation } from './rename-relation.ts'
import type { StepBehaviour, StepOf } from './step.ts'
import { refuseTakenRelation, refuseTakenType } from './taken.ts'

export const renameTable: StepBehaviour<StepOf<'rename-table'>> = {
  apply: (step, schema, semantics) => {
    const { name } = tableOf(step, schema, step.from)
    const to = sibling(name, step.to)
    refuseTakenRelation(step, schema, to)
    refuseTakenType(step, schema, to)
    return moveRelation(schema, name, to, semantics)
  },
  invert: ({ from, to }) => exact({ kind: 'rename-table', from: sibling(from, to), to: from.name }),
  describe: ({ from, to }) => `rename table ${keyOf(from)} to ${to}`,
}
