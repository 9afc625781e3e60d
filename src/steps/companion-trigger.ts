import { keyOf, sibling, type Name } from '../model/name.ts'
import type { Schema, Table } from '../model/schema.ts'
import { editTable, listOrAbsent, putEntry, refuse, tableOf, withoutEntry, withoutNamed } from './edit.ts'
import { spelled, spelledName } from './rename-relation-text.ts'
import type { Semantics, Step } from './step.ts'

/** Is there a trigger and a function of that name, as `putCompanion` made them? */
const hasTrigger = (table: Table, name: string): boolean => table.triggers?.some(t => t.name === name) ?? false

/**
 * A BEFORE trigger for each row with a function of the same name beside its table. Of the function the
 * model keeps in words what it does; the engine prints its SQL.
 */
export const putCompanion = (
  step: Step,
  schema: Schema,
  on: Name,
  name: string,
  does: { readonly words: string; readonly on: 'INSERT' | 'INSERT OR UPDATE' },
  semantics: Semantics,
): Schema => {
  const routine = sibling(on, name)
  if (hasTrigger(tableOf(step, schema, on), name)) refuse(step, `table ${keyOf(on)} already has a trigger ${name}`)
  if (schema.routines.has(keyOf(routine))) refuse(step, `there is already a function ${keyOf(routine)}`)
  const withFunction = putEntry(schema, 'routines', keyOf(routine), {
    name: routine,
    arguments: '',
    kind: 'function',
    definition: does.words,
  })
  const definition = `CREATE TRIGGER ${spelled(name, semantics)} BEFORE ${does.on} ON ${spelledName(on, semantics)} FOR EACH ROW EXECUTE FUNCTION ${spelledName(routine, semantics)}()`
  return editTable(step, withFunction, on, table => ({
    ...table,
    triggers: [...(table.triggers ?? []), { name, definition, function: routine, columns: [], enabled: 'origin' }],
  }))
}

export const dropCompanion = (step: Step, schema: Schema, on: Name, name: string): Schema => {
  const key = keyOf(sibling(on, name))
  if (!hasTrigger(tableOf(step, schema, on), name)) refuse(step, `table ${keyOf(on)} has no trigger ${name}`)
  if (!schema.routines.has(key)) refuse(step, `there is no function ${key}`)
  return editTable(step, withoutEntry(schema, 'routines', key), on, table => ({
    ...table,
    triggers: listOrAbsent(withoutNamed(table.triggers ?? [], name)),
  }))
}
