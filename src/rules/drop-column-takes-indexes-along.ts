import { keyOf } from '../model/name.ts'
import { listed } from './words.ts'
import { ofKind, type Rule } from './rule.ts'

export const dropColumnTakesIndexesAlong: Rule = {
  id: 'drop-column-takes-indexes-along',
  severity: 'warning',
  harm: 'DROP COLUMN silently drops every index and constraint the column is part of, also those over other columns: their queries get slow, their uniqueness is no longer kept.',
  remedy: {
    words: 'build indexes without the column first, CONCURRENTLY, then drop it',
    outside: true,
    sql: ['CREATE INDEX CONCURRENTLY <name> ON {table} (<the other columns>)'],
  },
  check: ({ steps }) =>
    ofKind(steps, 'drop-column').flatMap(at => {
      const { table: name, column } = at.step
      const table = at.before.tables[keyOf(name)]
      if (table === undefined || !at.isLive(name)) return []
      const shared = [
        ...table.indexes
          .filter(({ parts }) => parts.length > 1 && parts.some(part => part.column === column.name))
          .map(index => `index ${index.name}`),
        ...table.constraints
          .filter(
            one => (one.kind === 'unique' || one.kind === 'primary-key') && one.columns.length > 1 && one.columns.includes(column.name),
          )
          .map(one => `${one.kind === 'unique' ? 'unique constraint' : 'primary key'} ${one.name}`),
      ]
      return shared.length === 0
        ? []
        : [{ at, message: `with ${keyOf(name)}.${column.name} go ${listed(shared)}, which other columns use too` }]
    }),
}
