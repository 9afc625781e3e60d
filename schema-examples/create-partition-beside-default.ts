import { bigint, change, schema, sql, table, text, timestamptz } from 'lockstep'

const columns = { id: bigint().notNull(), region: text().notNull(), placed_at: timestamptz().notNull() }

const shop = schema({
  orders: table(columns, t => ({
    indexes: [t.index(['placed_at'])],
    partitionBy: { strategy: 'list', columns: ['region'] },
  })),
  orders_elsewhere: table(columns, t => ({
    indexes: [t.index(['placed_at'], { inherited: true })],
    partitionOf: { parent: 'orders', bounds: sql`DEFAULT` },
  })),
})

export default change(shop, 'Give Europe its own orders').createPartition('orders_europe', {
  of: 'orders',
  bounds: sql`FOR VALUES IN ('de', 'fr')`,
})
