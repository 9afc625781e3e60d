import type { Idioms } from '../../idiom.ts'
import { bareDefault, railsColumn } from '../column.ts'
import type { RailsContext } from '../context.ts'
import { ruby, rubyPair, rubyRest, rubyString, rubySymbol, type Ruby } from '../ruby.ts'

/*
 * Not here: rename_column, which also renames every index named after the column; change_column, whose settings of
 * a default and of null are statements of their own in some versions.
 */
export const columnIdioms: Idioms<RailsContext> = {
  'add-column': (step, context) => {
    const table = context.table(step.table)
    const column = railsColumn(step.column, context)
    if (table === undefined || column === undefined) return undefined
    const name = rubySymbol(step.column.name)
    return { table, column: name, type: column.type, options: rubyRest('add_column', [table, name, column.type], column.options) }
  },

  'drop-column': (step, { table, isWayBack }) => {
    const owner = table(step.table)
    return owner && { table: owner, column: rubySymbol(step.column.name), options: isWayBack ? ', if_exists: true' : '' }
  },

  'set-default': (step, { table }) => {
    const owner = table(step.table)
    return owner && { table: owner, column: rubySymbol(step.column), from: bareDefault(step.from?.sql), to: bareDefault(step.to?.sql) }
  },

  'set-not-null': (step, { table }) => {
    const owner = table(step.table)
    return owner && { table: owner, column: rubySymbol(step.column) }
  },

  'drop-not-null': (step, { table }) => {
    const owner = table(step.table)
    return owner && { table: owner, column: rubySymbol(step.column) }
  },

  'set-comment': ({ object, from, to }, context) => {
    if (object.on === 'column') {
      const table = context.table(object.table)
      return table && commented('change_column_comment', [table, rubySymbol(object.name)], from, to)
    }
    if (object.on !== 'table') return undefined
    const table = context.table(object.name)
    return table && commented('change_table_comment', [table], from, to)
  },
}

const commented = (call: string, target: readonly Ruby[], from: string | undefined, to: string | undefined) => ({
  call,
  target: target.join(', '),
  changes: rubyRest(call, target, [rubyPair('from', textOrNil(from)), rubyPair('to', textOrNil(to))]),
})

const textOrNil = (text: string | undefined): Ruby => (text === undefined ? ruby('nil') : rubyString(text))
