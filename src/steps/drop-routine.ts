import { keyOf, type Name } from '../model/name.ts'
import type { Schema } from '../model/schema.ts'
import { refuse } from './edit.ts'
import { exact } from './inverse.ts'
import { routineIn, withoutRoutine } from './routine-records.ts'
import type { StepBehaviour, StepOf } from './step.ts'

/** Triggers that call the function: the server refuses to drop it under them (2BP01). */
const triggersOf = (schema: Schema, routine: Name): readonly string[] =>
  [...schema.tables.values(), ...schema.views.values()].flatMap(owner =>
    (owner.triggers ?? []).filter(t => keyOf(t.function) === keyOf(routine)).map(t => `trigger ${t.name} of ${keyOf(owner.name)}`),
  )

export const dropRoutine: StepBehaviour<StepOf<'drop-routine'>> = {
  apply: (step, schema) => {
    const { name, arguments: types, kind } = step.routine
    const routine = routineIn(schema, step.routine) ?? refuse(step, `there is no ${kind} ${keyOf(name)}(${types})`)
    const users = types === '' ? triggersOf(schema, name) : []
    if (users.length > 0) refuse(step, `${users.join(', ')} calls ${keyOf(name)}() (2BP01)`)
    return withoutRoutine(schema, routine)
  },
  invert: ({ routine }, before) => exact({ kind: 'create-routine', routine: routineIn(before, routine) ?? routine }),
  describe: ({ routine }) => `drop ${routine.kind} ${keyOf(routine.name)}(${routine.arguments})`,
}
