import { bigint, change, schema, sql, table, text, timestamptz } from 'lockstep'

const columns = { id: bigint().notNull(), account_id: bigint().notNull(), happened_at: timestamptz().notNull(), kind: text() }
const account = { name: 'events_account_id_fkey' }

const during = (from: string, to: string) =>
  table(columns, t => ({
    constraints: [
      t.primaryKey(['id', 'happened_at'], { inherited: true }),
      t.foreignKey(['account_id'], 'accounts', ['id'], { ...account, inherited: true }),
    ],
    indexes: [t.index(['account_id'], { inherited: true })],
    partitionOf: { parent: 'events', bounds: sql`FOR VALUES FROM (${from}) TO (${to})` },
  }))

const log = schema({
  accounts: table({ id: bigint().identity().primaryKey() }),
  events: table(columns, t => ({
    constraints: [t.primaryKey(['id', 'happened_at']), t.foreignKey(['account_id'], 'accounts', ['id'], account)],
    indexes: [t.index(['account_id'])],
    partitionBy: { strategy: 'range', columns: ['happened_at'] },
  })),
  events_early: during('2024-01-01', '2024-04-01'),
  events_late: during('2024-04-01', '2025-01-01'),
})

export default change(log, 'Drop the early events').dropPartition('events_early')
