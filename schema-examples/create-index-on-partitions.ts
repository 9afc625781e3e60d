import { bigint, change, schema, sql, table, text, timestamptz } from 'lockstep'

const columns = { id: bigint().notNull(), region: text().notNull(), placed_at: timestamptz().notNull() }

const shop = schema({
  orders: table(columns, { partitionBy: { strategy: 'range', columns: ['placed_at'] } }),
  orders_early: table(columns, { partitionOf: { parent: 'orders', bounds: sql`FOR VALUES FROM ('2024-01-01') TO ('2024-04-01')` } }),
  orders_late: table(columns, {
    partitionOf: { parent: 'orders', bounds: sql`FOR VALUES FROM ('2024-04-01') TO ('2025-01-01')` },
    partitionBy: { strategy: 'list', columns: ['region'] },
  }),
  orders_late_here: table(columns, { partitionOf: { parent: 'orders_late', bounds: sql`FOR VALUES IN ('value 3', 'value 4')` } }),
  orders_late_abroad: table(columns, { partitionOf: { parent: 'orders_late', bounds: sql`DEFAULT` } }),
})

export default change(shop, 'Find orders by region').table('orders', t => t.addIndex(['region', 'id']))
