import { keyOf, type Name } from '../model/name.ts'
import type { ForeignKey, Schema } from '../model/schema.ts'
import { isForeignKey } from './foreign-key-types-differ.ts'
import { ofKind, type Rule } from './rule.ts'
import { isTainted } from './running-code.ts'

const isServed = (schema: Schema, name: Name, { columns }: ForeignKey): boolean => {
  const table = schema.tables.get(keyOf(name))
  if (table === undefined || isTainted(schema, name)) return true
  const lists = [
    ...table.indexes
      .filter(({ where }) => where === undefined || /is not null/i.test(where))
      .map(({ parts }) => parts.map(({ column }) => column)),
    ...table.constraints.flatMap(one => (one.kind === 'primary-key' || one.kind === 'unique' ? [one.columns] : [])),
  ]
  return lists.some(list => columns.every(column => list.slice(0, columns.length).includes(column)))
}

export const foreignKeyWithoutIndex: Rule = {
  id: 'foreign-key-without-index',
  severity: 'warning',
  harm: 'Every delete in the referenced table, and every update of its key, reads the whole referring table when no index leads with the foreign key’s columns.',
  remedy: {
    words: 'build one CONCURRENTLY, before the foreign key',
    outside: true,
    sql: ['CREATE INDEX CONCURRENTLY {table}_{column}_idx ON {table} ({columns})'],
    rails: ['add_index :{table}, [{symbols}], algorithm: :concurrently'],
    alembic: ["op.create_index('{table}_{column}_idx', '{table}', [{strings}], postgresql_concurrently=True)"],
  },
  // A table made in the same file is told too: it grows.
  check: ({ steps, after, end, way }) =>
    way === 'down'
      ? []
      : [
          ...ofKind(steps, 'add-constraint').map(at => ({ at, table: at.step.table, keys: [at.step.constraint].filter(isForeignKey) })),
          ...ofKind(steps, 'create-table').map(at => ({
            at,
            table: at.step.table.name,
            keys: at.step.table.constraints.filter(isForeignKey),
          })),
        ].flatMap(({ at, table, keys }) =>
          keys
            .filter(key => !isServed(after, table, key) && !isServed(end, table, key))
            .map(key => ({
              at,
              severity:
                key.onDelete === undefined || key.onDelete === 'no action' || key.onDelete === 'restrict'
                  ? ('note' as const)
                  : ('warning' as const),
              message: `each delete in ${keyOf(key.references)} reads all of ${keyOf(table)}: no index leads with ${key.columns.join(', ')}`,
              subject: {
                table: keyOf(table),
                column: key.columns.join('_'),
                columns: key.columns.join(', '),
                symbols: key.columns.map(column => `:${column}`).join(', '),
                strings: key.columns.map(column => `'${column}'`).join(', '),
              },
            })),
        ),
}
