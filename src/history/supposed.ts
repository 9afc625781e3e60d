import { keyOf, type Name } from '../model/name.ts'
import { tableIn, type Schema } from '../model/schema.ts'
import { unknownColumn, unknownTable } from '../model/unknown.ts'
import { putEntry } from '../steps/edit.ts'
import { applyStep } from '../steps/index.ts'
import { StepDoesNotApply, type Semantics, type Step } from '../steps/step.ts'

interface Supposed {
  /** The schema with what the step needs put in where it was missing. */
  readonly before: Schema
  readonly after: Schema
  readonly supposing: string
}

const tableNamed = (step: Step): Name | undefined =>
  'table' in step ? ('name' in step.table && typeof step.table.name !== 'string' ? step.table.name : (step.table as Name)) : undefined

/**
 * A step on something the schema lacks, because an earlier migration was not read or not understood: the table is supposed
 * to be there, and what the step does to the rest is not followed. All of it is tainted.
 */
export const supposed = (step: Step, schema: Schema, semantics: Semantics): Supposed => {
  const name = tableNamed(step)
  if (name === undefined) return { before: schema, after: schema, supposing: 'it is passed over' }
  const key = keyOf(name)
  const table = tableIn(schema, name) ?? unknownTable(name)
  const lacking = columnsOf(step).filter(column => !table.columns.some(c => c.name === column))
  const before: Schema = {
    ...putEntry(schema, 'tables', key, { ...table, columns: [...table.columns, ...lacking.map(unknownColumn)] }),
    tainted: [...new Set([...schema.tainted, key])],
  }
  // Where all it names is there, the server refuses it for another reason, which the schema as it is tells.
  const met = schema.tables.has(key) && lacking.length === 0 ? schema : before
  try {
    return { before: met, after: applyStep(step, before, semantics), supposing: `${key} is supposed to have it` }
  } catch (problem) {
    if (!(problem instanceof StepDoesNotApply)) throw problem
    return { before: met, after: before, supposing: 'its effect is not followed' }
  }
}

/** Columns of the table that the step takes for granted. */
const columnsOf = (step: Step): readonly string[] => {
  switch (step.kind) {
    case 'drop-column':
      return [step.column.name]
    case 'rename-column':
      return [step.from]
    case 'alter-column-type':
      return [step.from.name]
    case 'set-default':
    case 'set-not-null':
    case 'drop-not-null':
    case 'set-identity':
    case 'set-generated':
    case 'set-column-option':
      return [step.column]
    case 'create-index':
      return step.index.parts.flatMap(({ column }) => column ?? [])
    case 'add-constraint':
      return 'columns' in step.constraint ? step.constraint.columns : []
    default:
      return []
  }
}
