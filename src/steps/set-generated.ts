import { keyOf } from '../model/name.ts'
import { columnIn, tableIn } from '../model/schema.ts'
import { unknownColumn } from './dependents.ts'
import { dropColumn } from './drop-column.ts'
import { editColumn, refuse, tableOf } from './edit.ts'
import { exact } from './inverse.ts'
import { StepDoesNotApply, type Inverse, type StepBehaviour, type StepOf } from './step.ts'

/** An expression cannot be given to a column that has none, so the column is made anew: its values are computed again. */
const anew = (
  step: StepOf<'set-generated'>,
  before: Parameters<typeof dropColumn.invert>[1],
  semantics: Parameters<typeof dropColumn.invert>[2],
): Inverse => {
  const table = tableIn(before, step.table)
  const column = table && columnIn(table, step.column)
  if (column === undefined) return { grade: 'irreversible', because: `${keyOf(step.table)}.${step.column} is not known` }
  const drop = { kind: 'drop-column', table: step.table, column } as const
  try {
    const back = dropColumn.invert(drop, before, semantics)
    if (back.grade === 'irreversible') return back
    return {
      ...back,
      grade: 'loses later writes',
      because: `values written to ${keyOf(step.table)}.${step.column} since are computed anew`,
      steps: [drop, ...back.steps],
    }
  } catch (reason) {
    if (!(reason instanceof StepDoesNotApply)) throw reason
    return { grade: 'irreversible', because: `an expression cannot be added to a column, and it cannot be made anew: ${reason.reason}` }
  }
}

export const setGenerated: StepBehaviour<StepOf<'set-generated'>> = {
  apply: (step, schema, semantics) => {
    const missing = step.to && unknownColumn(tableOf(step, schema, step.table), semantics.columnsOf(step.to.expression))
    if (missing !== undefined) refuse(step, `table ${keyOf(step.table)} has no column ${missing}`)
    return editColumn(step, schema, step.table, step.column, column => {
      const path = `${keyOf(step.table)}.${step.column}`
      if (column.generated === undefined) return refuse(step, `${path} is not a generated column (55000)`)
      if (step.to === undefined && !column.generated.stored) refuse(step, `${path} is virtual, so there are no values to keep (0A000)`)
      return { ...column, generated: step.to }
    })
  },
  invert: (step, before, semantics) => {
    if (step.to === undefined) return anew(step, before, semantics)
    const table = tableIn(before, step.table)
    return exact({ ...step, from: step.to, to: (table && columnIn(table, step.column)?.generated) ?? step.from })
  },
  describe: ({ table, column, to }) => `${to === undefined ? 'drop' : 'set'} expression of ${keyOf(table)}.${column}`,
}
