import { keyOf } from '../model/name.ts'
import { columnIn, tableIn, type Column } from '../model/schema.ts'
import { editColumn } from './edit.ts'
import { exact } from './inverse.ts'
import type { StepBehaviour, StepOf } from './step.ts'

type Option = StepOf<'set-column-option'>['option']

const read = (column: Column, option: Option): string | undefined =>
  option === 'statistics' ? column.statisticsTarget?.toString() : column[option]

const written = (column: Column, option: Option, value: string | undefined): Column =>
  option === 'statistics'
    ? { ...column, statisticsTarget: value === undefined ? undefined : Number(value) }
    : { ...column, [option]: value }

export const setColumnOption: StepBehaviour<StepOf<'set-column-option'>> = {
  apply: (step, schema) => editColumn(step, schema, step.table, step.column, column => written(column, step.option, step.to)),
  invert: (step, before) => {
    const table = tableIn(before, step.table)
    const column = table && columnIn(table, step.column)
    return exact({ ...step, from: step.to, to: column === undefined ? step.from : read(column, step.option) })
  },
  describe: ({ table, column, option, to }) => `${to === undefined ? 'reset' : 'set'} ${option} of ${keyOf(table)}.${column}`,
}
