import { keyOf } from '../model/name.ts'
import type { Rule } from './rule.ts'

export const oneTransactionForAllPending: Rule = {
  id: 'one-transaction-for-all-pending',
  severity: 'note',
  harm: 'The runner puts all pending migrations into one transaction: what the first of them locks stays locked until the last has run, however long that takes.',
  remedy: {
    words: 'let each migration have its transaction',
    alembic: ['context.configure(…, transaction_per_migration=True)  # in env.py'],
  },
  check: ({ steps, migration, way }) => {
    if (way === 'down' || migration.wrapping !== 'one-for-all') return []
    const at = steps.find(one => one.block.transactional && one.blocking.some(({ relationKind }) => relationKind === 'table'))
    return at === undefined
      ? []
      : [{ at, message: `${keyOf(at.blocking[0]!.relation)} stays locked until the last pending migration has run` }]
  },
}
