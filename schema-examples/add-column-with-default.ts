import { bigint, boolean, change, schema, table, text } from 'lockstep'

const shop = schema({
  users: table({ id: bigint().identity().primaryKey(), name: text().notNull() }),
})

export default change(shop, 'Mark archived users').table('users', t => t.addColumn('archived', boolean().notNull().default(false)))
