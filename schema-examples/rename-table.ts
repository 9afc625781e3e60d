import { bigint, change, schema, serial, table, text } from 'lockstep'

const shop = schema({
  users: table(
    {
      id: serial().primaryKey(),
      email: text().notNull().unique(),
    },
    t => ({
      indexes: [t.index(['email'], { name: 'users_email_idx' })],
      grants: [{ grantee: 'webshop', privileges: ['SELECT', 'INSERT', 'UPDATE'] }],
    }),
  ),
  orders: table({
    id: bigint().identity().primaryKey(),
    user_id: bigint().notNull(),
  }),
})

export default change(shop, 'Call users customers').renameTable('users', 'customers')
