import type { Idioms } from '../../idiom.ts'
import { laravelColumn } from '../column.ts'
import { isPlain, type LaravelContext } from '../context.ts'
import { php, phpChain, phpString } from '../php.ts'

/*
 * Not here: change(), which restates type, null and default in one statement, and so takes more than the step does.
 */
export const columnIdioms: Idioms<LaravelContext> = {
  'add-column': (step, context) => {
    const table = context.table(step.table)
    const calls = laravelColumn(step.column, context)
    if (table === undefined || calls === undefined) return undefined
    const { schema } = context
    return { schema, table, column: phpChain(calls), unless: php(`${schema}hasColumn(${table}, ${phpString(step.column.name)})`) }
  },

  'drop-column': (step, { table, schema }) => {
    const owner = table(step.table)
    if (owner === undefined || !isPlain(step.column.name)) return undefined
    const column = phpString(step.column.name)
    return { schema, table: owner, column, onlyIf: php(`${schema}hasColumn(${owner}, ${column})`) }
  },

  // Up to 9 by way of a library that reads and writes the whole table's definition.
  'rename-column': (step, { table, schema, since }) => {
    const owner = table(step.table)
    if (owner === undefined || !since(10) || !isPlain(step.from) || !isPlain(step.to)) return undefined
    return { schema, table: owner, from: phpString(step.from), to: phpString(step.to) }
  },
}
