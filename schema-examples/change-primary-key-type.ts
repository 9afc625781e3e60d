import { bigint, change, schema, serial, table, text } from 'lockstep'

const shop = schema({
  users: table({
    id: serial().primaryKey(),
    email: text().notNull().unique(),
  }),
  orders: table({
    id: bigint().identity().primaryKey(),
    user_id: bigint().notNull().references('users', 'id'),
    note: text(),
  }),
})

export default change(shop, 'Make users.id a bigint').table('users', t => t.changeType('id', bigint()))
