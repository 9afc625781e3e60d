import { bigint, change, schema, table, text } from 'lockstep'

const shop = schema({
  orders: table({
    id: bigint().identity().primaryKey(),
    state: text().notNull(),
  }),
})

export default change(shop, 'Give orders.state a default').table('orders', t => t.setDefault('state', 'new'))
