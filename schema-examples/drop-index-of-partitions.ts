import { bigint, change, schema, sql, table, text, timestamptz } from 'lockstep'

const columns = { id: bigint().notNull(), region: text().notNull(), placed_at: timestamptz().notNull() }

const shop = schema({
  orders: table(columns, t => ({ indexes: [t.index(['region'])], partitionBy: { strategy: 'range', columns: ['placed_at'] } })),
  orders_2024: table(columns, t => ({
    indexes: [t.index(['region'], { inherited: true })],
    partitionOf: { parent: 'orders', bounds: sql`FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')` },
  })),
})

export default change(shop, 'Drop an index of all partitions').table('orders', t => t.dropIndex('orders_region_idx'))
