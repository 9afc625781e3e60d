import { bigint, change, schema, sql, table, text, timestamptz } from 'lockstep'

const columns = { id: bigint().notNull(), region: text().notNull(), placed_at: timestamptz().notNull() }

const shop = schema({
  orders: table(columns, { partitionBy: { strategy: 'range', columns: ['placed_at'] } }),
  orders_2024: table(columns, { partitionOf: { parent: 'orders', bounds: sql`FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')` } }),
})

export default change(shop, 'Number orders once a moment').table('orders', t => t.addIndex(['id', 'placed_at'], { unique: true }))
