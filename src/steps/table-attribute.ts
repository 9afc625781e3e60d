import { keyOf, type Name } from '../model/name.ts'
import { tableIn, type Table } from '../model/schema.ts'
import { editTable } from './edit.ts'
import { exact } from './inverse.ts'
import type { Step, StepBehaviour } from './step.ts'

type Attribute = 'options' | 'rowSecurity'
interface Setting<K extends Step['kind'], A extends Attribute> {
  readonly kind: K
  readonly table: Name
  readonly from: Table[A]
  readonly to: Table[A]
}

/** Steps that set one attribute of a table; they differ in nothing but the attribute. */
export const tableAttribute = <K extends Step['kind'], A extends Attribute>(
  attribute: A,
  words: string,
): StepBehaviour<Extract<Step, Setting<K, A>>> => ({
  apply: (step, schema) => editTable(step, schema, step.table, table => ({ ...table, [attribute]: step.to })),
  invert: (step, before) => {
    const table = tableIn(before, step.table)
    return exact({ ...step, from: step.to, to: table === undefined ? step.from : table[attribute] })
  },
  describe: ({ table, to }) => `${to === undefined ? 'reset' : 'set'} ${words} of ${keyOf(table)}`,
})
