import { bigint, change, schema, table, timestamptz } from 'lockstep'

const shop = schema({
  orders: table(
    {
      id: bigint().identity().primaryKey(),
      customer_id: bigint().notNull(),
      created_at: timestamptz().notNull(),
    },
    t => ({ indexes: [t.index(['customer_id'], { name: 'orders_customer_idx' })] }),
  ),
})

export default change(shop, 'Let the customer index serve the newest orders').table('orders', t =>
  t.replaceIndex('orders_customer_idx', ['customer_id', { column: 'created_at', order: 'desc' }], { name: 'orders_customer_idx' }),
)
