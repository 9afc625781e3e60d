import { bigint, change, schema, sql, table, text, timestamptz } from 'lockstep'

const columns = {
  id: bigint().notNull(),
  account_id: bigint().notNull().references('accounts', 'id'),
  happened_at: timestamptz().notNull(),
  kind: text(),
}

const log = schema({
  accounts: table({ id: bigint().identity().primaryKey(), name: text().notNull() }),
  events: table(columns, t => ({
    constraints: [t.primaryKey(['id', 'happened_at'])],
    indexes: [t.index(['account_id'])],
    partitionBy: { strategy: 'range', columns: ['happened_at'] },
  })),
  events_2024: table(columns, t => ({
    constraints: [t.primaryKey(['id', 'happened_at'], { inherited: true })],
    indexes: [t.index(['account_id'], { inherited: true })],
    partitionOf: { parent: 'events', bounds: sql`FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')` },
  })),
})

export default change(log, 'Make room for the events of 2025 and 2026')
  .createPartition('events_2025', { of: 'events', bounds: sql`FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')` })
  .createPartition('events_2026', { of: 'events', bounds: sql`FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')` })
