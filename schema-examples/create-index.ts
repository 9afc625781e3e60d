import { bigint, change, schema, table, text, timestamptz } from 'lockstep'

const shop = schema({
  orders: table(
    {
      id: bigint().identity().primaryKey(),
      status: text().notNull(),
      placed_at: timestamptz().notNull(),
    },
    { statistics: { rows: 40_000_000, asOf: '2026-11-01' } },
  ),
})

export default change(shop, 'Find orders by status, newest first').table('orders', t =>
  t.addIndex(['status', { column: 'placed_at', order: 'desc' }]),
)
