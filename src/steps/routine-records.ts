import { Entries } from '../model/entries.ts'
import { keyOf } from '../model/name.ts'
import type { Routine, Schema } from '../model/schema.ts'

const isSame = (a: Routine, b: Routine): boolean => keyOf(a.name) === keyOf(b.name) && a.arguments === b.arguments

export const routineIn = (schema: Schema, routine: Routine): Routine | undefined =>
  schema.routines.values().find(each => isSame(each, routine))

/** Keyed by name; overloads, which share it, by `name(arguments)`. */
const keyed = (routines: readonly Routine[]): Entries<Routine> => {
  const count = new Map<string, number>()
  for (const { name } of routines) count.set(keyOf(name), (count.get(keyOf(name)) ?? 0) + 1)
  return Entries.from(
    routines.map(each => [count.get(keyOf(each.name)) === 1 ? keyOf(each.name) : `${keyOf(each.name)}(${each.arguments})`, each]),
  )
}

export const withRoutine = (schema: Schema, routine: Routine): Schema => ({
  ...schema,
  routines: keyed([...schema.routines.values().filter(each => !isSame(each, routine)), routine]),
})

export const withoutRoutine = (schema: Schema, routine: Routine): Schema => ({
  ...schema,
  routines: keyed(schema.routines.values().filter(each => !isSame(each, routine))),
})
