import { bigint, change, schema, table, text } from 'lockstep'

const shop = schema({
  customers: table({ id: bigint().identity().primaryKey(), name: text().notNull() }),
  orders: table({
    id: bigint().identity().primaryKey(),
    customer_id: bigint().notNull(),
  }),
})

export default change(shop, 'Tie orders to customers').table('orders', t =>
  t.addIndex(['customer_id']).addForeignKey(['customer_id'], 'customers', ['id'], { onDelete: 'cascade' }),
)
