import { keyOf, sibling, type Name } from '../model/name.ts'
import type { Schema, Table } from '../model/schema.ts'
import { editTable, listOrAbsent, putEntry, refuse, tableOf, withoutEntry, withoutNamed } from './edit.ts'
import type { Step } from './step.ts'

/** Is there a trigger and a function of that name, as `putCompanion` made them? */
const hasTrigger = (table: Table, name: string): boolean => table.triggers?.some(t => t.name === name) ?? false

/**
 * A BEFORE INSERT OR UPDATE trigger with a function of the same name beside its table. The model keeps
 * what it does in words; the engine prints the SQL.
 */
export const putCompanion = (step: Step, schema: Schema, on: Name, name: string, does: string): Schema => {
  const routine = sibling(on, name)
  if (hasTrigger(tableOf(step, schema, on), name)) refuse(step, `table ${keyOf(on)} already has a trigger ${name}`)
  if (schema.routines[keyOf(routine)] !== undefined) refuse(step, `there is already a function ${keyOf(routine)}`)
  const withFunction = putEntry(schema, 'routines', keyOf(routine), { name: routine, arguments: '', kind: 'function', definition: does })
  return editTable(step, withFunction, on, table => ({
    ...table,
    triggers: [...(table.triggers ?? []), { name, definition: does, function: routine, columns: [], enabled: 'origin' }],
  }))
}

export const dropCompanion = (step: Step, schema: Schema, on: Name, name: string): Schema => {
  const key = keyOf(sibling(on, name))
  if (!hasTrigger(tableOf(step, schema, on), name)) refuse(step, `table ${keyOf(on)} has no trigger ${name}`)
  if (schema.routines[key] === undefined) refuse(step, `there is no function ${key}`)
  return editTable(step, withoutEntry(schema, 'routines', key), on, table =>
    ({ ...table, triggers: listOrAbsent(withoutNamed(table.triggers ?? [], name)) }))
}
