import { bigint, change, schema, table, text } from 'lockstep'

const shop = schema({
  users: table({
    id: bigint().identity().primaryKey(),
    phone: text().notNull(),
  }),
})

export default change(shop, 'Make users.phone optional').table('users', t => t.makeOptional('phone'))
