import { bigint, boolean, change, schema, sql, table, text, view } from 'lockstep'

const shop = schema({
  users: table({ id: bigint().identity().primaryKey(), name: text().notNull(), active: boolean().notNull() }),
})

export default change(shop, 'Reports read active users only').createView(
  view('active_users', sql`SELECT id, name FROM users WHERE active`, {
    columns: ['id', 'name'],
    reads: { users: ['id', 'name', 'active'] },
  }),
)
