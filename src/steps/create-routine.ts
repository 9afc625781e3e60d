import { keyOf } from '../model/name.ts'
import { refuse } from './edit.ts'
import { exact } from './inverse.ts'
import { routineIn, withRoutine } from './routine-records.ts'
import type { StepBehaviour, StepOf } from './step.ts'

export const createRoutine: StepBehaviour<StepOf<'create-routine'>> = {
  apply: (step, schema) => {
    const { routine } = step
    if (routineIn(schema, routine) !== undefined)
      refuse(step, `there is already a ${routine.kind} ${keyOf(routine.name)}(${routine.arguments})`)
    return withRoutine(schema, routine)
  },
  invert: ({ routine }) => exact({ kind: 'drop-routine', routine }),
  describe: ({ routine }) => `create ${routine.kind} ${keyOf(routine.name)}(${routine.arguments})`,
}
