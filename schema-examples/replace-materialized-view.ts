import { bigint, change, materializedView, numeric, schema, sql, table } from 'lockstep'

const shop = schema(
  {
    orders: table({ id: bigint().identity().primaryKey(), customer_id: bigint().notNull(), total: numeric(10, 2).notNull() }),
  },
  {
    views: [
      materializedView('totals', sql`SELECT customer_id, sum(total) AS total FROM orders GROUP BY customer_id`, {
        columns: ['customer_id', 'total'],
        reads: { orders: ['customer_id', 'total'] },
        indexes: [{ parts: ['customer_id'], unique: true }],
      }),
    ],
  },
)

export default change(shop, 'Totals count their orders').replaceView(
  materializedView('totals', sql`SELECT customer_id, sum(total) AS total, count(*) AS orders FROM orders GROUP BY customer_id`, {
    columns: ['customer_id', 'total', 'orders'],
    reads: { orders: ['customer_id', 'total'] },
    indexes: [{ parts: ['customer_id'], unique: true }],
  }),
)
