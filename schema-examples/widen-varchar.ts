import { bigint, change, schema, table, varchar } from 'lockstep'

const shop = schema({
  users: table({
    id: bigint().identity().primaryKey(),
    email: varchar(100).notNull().unique(),
  }),
})

export default change(shop, 'Widen users.email').table('users', t => t.changeType('email', varchar(255)))
