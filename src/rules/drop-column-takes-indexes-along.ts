import { keyOf } from '../model/name.ts'
import type { IndexPart, Table } from '../model/schema.ts'
import { listed } from './words.ts'
import { ofKind, type Rule } from './rule.ts'

const columnOf = ({ column = '', expression }: IndexPart): string => (expression === undefined ? column : `(${expression})`)

/** Another index, or key, with the same columns but for this one, which is left out or has another in its place. */
const hasSuccessor = ({ indexes, constraints }: Table, parts: readonly string[], gone: string, own: object): boolean => {
  const others = [
    ...indexes.filter(index => index !== own && index.valid).map(index => index.parts.map(columnOf)),
    ...constraints
      .filter(one => one !== own && (one.kind === 'unique' || one.kind === 'primary-key'))
      .map(one => ('columns' in one ? one.columns : [])),
  ]
  const rest = parts.filter(each => each !== gone)
  return others.some(
    other =>
      !other.includes(gone) &&
      (other.join() === rest.join() || (other.length === parts.length && parts.every((each, at) => each === gone || each === other[at]))),
  )
}

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
      const table = at.before.tables.get(keyOf(name))
      if (table === undefined || !at.isLive(name)) return []
      const shared = [
        ...table.indexes
          .filter(({ parts }) => parts.length > 1 && parts.some(part => part.column === column.name))
          .filter(index => !hasSuccessor(table, index.parts.map(columnOf), column.name, index))
          .map(index => `index ${index.name}`),
        ...table.constraints
          .filter(
            one => (one.kind === 'unique' || one.kind === 'primary-key') && one.columns.length > 1 && one.columns.includes(column.name),
          )
          .filter(one => !('columns' in one) || !hasSuccessor(table, one.columns, column.name, one))
          .map(one => `${one.kind === 'unique' ? 'unique constraint' : 'primary key'} ${one.name}`),
      ]
      return shared.length === 0
        ? []
        : [{ at, message: `with ${keyOf(name)}.${column.name} go ${listed(shared)}, which other columns use too` }]
    }),
}
