import { keyOf } from '../model/name.ts'
import { refuse } from './edit.ts'
import { exact } from './inverse.ts'
import { routineIn, withRoutine } from './routine-records.ts'
import type { StepBehaviour, StepOf } from './step.ts'

export const replaceRoutine: StepBehaviour<StepOf<'replace-routine'>> = {
  /** Grants, owner and comment stay as they are. */
  apply: (step, schema) => {
    const { name, arguments: types, kind } = step.from
    const routine = routineIn(schema, step.from) ?? refuse(step, `there is no ${kind} ${keyOf(name)}(${types})`)
    if (keyOf(step.to.name) !== keyOf(name) || step.to.arguments !== types || step.to.kind !== kind)
      refuse(step, `${keyOf(name)}(${types}) can only be replaced by a ${kind} of the same name and arguments`)
    return withRoutine(schema, { ...routine, definition: step.to.definition, reads: step.to.reads })
  },
  invert: ({ from, to }, before) => exact({ kind: 'replace-routine', from: to, to: routineIn(before, from) ?? from }),
  describe: ({ from }) => `replace ${from.kind} ${keyOf(from.name)}(${from.arguments})`,
}
