import { bigint, change, schema, table, text } from 'lockstep'

const shop = schema({
  users: table({
    id: bigint().identity().primaryKey(),
    name: text().notNull(),
    email: text().notNull().unique(),
  }),
})

export default change(shop, 'Rename users.name to full_name').table('users', t => t.renameColumn('name', 'full_name'))
