import { keyOf } from '../model/name.ts'
import { editComment } from './commented.ts'
import { exact } from './inverse.ts'
import type { StepBehaviour, StepOf } from './step.ts'

export const setComment: StepBehaviour<StepOf<'set-comment'>> = {
  apply: (step, schema) => editComment(step, schema, step.object, () => step.to),
  invert: (step, before) => {
    let was: string | undefined
    editComment(step, before, step.object, comment => (was = comment))
    return exact({ ...step, from: step.to, to: was })
  },
  describe: ({ object, to }) => {
    const path = 'table' in object ? `${keyOf(object.table)}.${object.name}` : keyOf(object.name)
    return `${to === undefined ? 'remove' : 'set'} comment of ${object.on} ${path}`
  },
}
