import { keyOf } from '../model/name.ts'
import type { Subject } from './finding.ts'
import type { Judged } from './judge.ts'
import { isLimited } from './running-code.ts'
import { ofKind, type Rule } from './rule.ts'
import { listed } from './words.ts'

/** The first of the foreign keys that go with a column or a table. */
const keyGone = ({ step, before }: Judged): Subject => {
  if (step.kind !== 'drop-column' && step.kind !== 'drop-table') return {}
  const table = step.kind === 'drop-table' ? step.table : before.tables.get(keyOf(step.table))
  const key = table?.constraints.find(
    each => each.kind === 'foreign-key' && (step.kind === 'drop-table' || each.columns.includes(step.column.name)),
  )
  return key === undefined ? {} : { name: key.name }
}

export const dropLocksReferencedTable: Rule = {
  id: 'drop-locks-referenced-table',
  severity: 'warning',
  harm: 'Dropping a foreign key, alone or with its column or table, takes ACCESS EXCLUSIVE on the table it refers to as well: two tables stand still, and two locks can deadlock with the application.',
  remedy: {
    words: 'drop each foreign key in a transaction of its own, under a short lock_timeout, before the column or the table',
    sql: ["SET LOCAL lock_timeout = '1s'", 'ALTER TABLE {table} DROP CONSTRAINT {name}'],
    rails: ['execute "SET LOCAL lock_timeout = \'1s\'"', 'remove_foreign_key :{table}, name: "{name}"'],
    alembic: ['op.execute("SET LOCAL lock_timeout = \'1s\'")', "op.drop_constraint('{name}', '{table}', type_='foreignkey')"],
  },
  check: ({ steps, way, replayed }) =>
    ofKind(steps, 'drop-constraint', 'drop-column', 'drop-table').flatMap(at => {
      const own = at.step.kind === 'drop-table' ? at.step.table.name : at.step.table
      const parent = at.step.kind === 'drop-table' ? at.step.table.partitionOf?.parent : undefined
      const others = at.blocking.filter(
        ({ relation, mode }) =>
          mode === 'access exclusive' && keyOf(relation) !== keyOf(own) && (parent === undefined || keyOf(relation) !== keyOf(parent)),
      )
      // What the migration itself has made is hardly used yet when it is taken back.
      const { step } = at
      const isUndone =
        way === 'down' &&
        (!replayed.before.tables.has(keyOf(own)) ||
          replayed.up.some(
            ({ step: made }) =>
              (step.kind === 'drop-constraint' && made.kind === 'add-constraint' && made.constraint.name === step.constraint.name) ||
              (step.kind === 'drop-column' && made.kind === 'add-column' && made.column.name === step.column.name),
          ))
      if (others.length === 0 || (at.step.kind !== 'drop-table' && !at.isLive(own))) return []
      return [
        {
          at,
          locks: at.blocking,
          subject: keyGone(at),
          ...(isLimited(at) || isUndone ? { severity: 'note' as const } : {}),
          message: `${listed(others.map(({ relation }) => keyOf(relation)))}, which a foreign key of ${keyOf(own)} refers to, can be neither read nor written until the transaction ends`,
        },
      ]
    }),
}
