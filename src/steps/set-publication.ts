import { keyOf } from '../model/name.ts'
import { tableIn } from '../model/schema.ts'
import { columnOf, editTable, listOrAbsent, withoutNamed } from './edit.ts'
import { exact } from './inverse.ts'
import type { StepBehaviour, StepOf } from './step.ts'

export const setPublication: StepBehaviour<StepOf<'set-publication'>> = {
  apply: (step, schema) =>
    editTable(step, schema, step.table, table => {
      for (const column of step.to?.columns ?? []) columnOf(step, table, column)
      const others = withoutNamed(table.publications ?? [], step.publication)
      // A row filter that is not mentioned stays.
      const where = table.publications?.find(p => p.name === step.publication)?.where
      return { ...table, publications: listOrAbsent(step.to === undefined ? others : [...others, { where, ...step.to }]) }
    }),
  invert: (step, before) => {
    const table = tableIn(before, step.table)
    return exact({
      ...step,
      from: step.to,
      to: table === undefined ? step.from : table.publications?.find(p => p.name === step.publication),
    })
  },
  describe: ({ table, publication, to }) =>
    to === undefined ? `withdraw ${keyOf(table)} from publication ${publication}` : `publish ${keyOf(table)} in ${publication}`,
}
