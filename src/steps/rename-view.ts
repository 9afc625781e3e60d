import { keyOf, sibling } from '../model/name.ts'
import { entryOf } from './edit.ts'
import { exact } from './inverse.ts'
import { moveRelation } from './rename-relation.ts'
import type { StepBehaviour, StepOf } from './step.ts'
import { refuseTakenRelation, refuseTakenType } from './taken.ts'

export const renameView: StepBehaviour<StepOf<'rename-view'>> = {
  apply: (step, schema, semantics) => {
    const { name } = entryOf(step, schema, 'views', step.from)
    const to = sibling(name, step.to)
    refuseTakenRelation(step, schema, to)
    refuseTakenType(step, schema, to)
    return moveRelation(schema, name, to, semantics)
  },
  invert: ({ from, to, materialized }) => exact({ kind: 'rename-view', from: sibling(from, to), to: from.name, materialized }),
  describe: ({ from, to }) => `rename view ${keyOf(from)} to ${to}`,
}
