import { bigint, change, schema, table, text } from 'lockstep'

const shop = schema({
  users: table({ id: bigint().identity().primaryKey(), email: text().notNull() }),
})

export default change(shop, 'One account per address').table('users', t => t.addUnique(['email']))
