import { keyOf } from '../model/name.ts'
import { ofKind, type Rule } from './rule.ts'

export const partitionChangeLocksParent: Rule = {
  id: 'partition-change-locks-parent',
  severity: 'warning',
  harm: 'CREATE TABLE … PARTITION OF, DROP of a partition and DETACH without CONCURRENTLY take ACCESS EXCLUSIVE on the parent and the default partition: every query of all partitions waits.',
  remedy: {
    words:
      'create the table by itself and ATTACH it; DETACH CONCURRENTLY before a DROP (PostgreSQL 14 and later, without a default partition)',
    sql: ['CREATE TABLE {table} (LIKE {parent} INCLUDING ALL)', 'ALTER TABLE {parent} ATTACH PARTITION {table} {bounds}'],
  },
  check: ({ steps }) =>
    ofKind(steps, 'create-table', 'drop-table', 'detach-partition').flatMap(at => {
      const { step } = at
      const of = step.kind === 'detach-partition' ? step.partitionOf : step.table.partitionOf
      if (of === undefined || !at.isLive(of.parent)) return []
      // Whoever has taken the lock before waits for nobody any more.
      if (at.held.has(`table ${keyOf(of.parent)}`)) return []
      if (step.kind === 'detach-partition' && step.online) return []
      if (step.kind === 'create-table' && step.inParent !== true) return []
      const table = step.kind === 'detach-partition' ? keyOf(step.table) : keyOf(step.table.name)
      return [
        {
          at,
          message: `every query of ${keyOf(of.parent)}, whatever partition it is about, waits for this statement and behind it`,
          locks: [{ relation: of.parent, relationKind: 'table' as const, mode: 'access exclusive' as const, work: 'none' as const }],
          subject: { table, parent: keyOf(of.parent), bounds: of.bounds },
        },
      ]
    }),
}
