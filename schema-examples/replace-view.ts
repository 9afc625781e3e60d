import { bigint, boolean, change, schema, sql, table, text, view } from 'lockstep'

const shop = schema(
  {
    users: table({ id: bigint().identity().primaryKey(), name: text().notNull(), email: text(), active: boolean().notNull() }),
  },
  {
    views: [
      view('active_users', sql`SELECT id, name FROM users WHERE active`, {
        columns: ['id', 'name'],
        reads: { users: ['id', 'name', 'active'] },
      }),
    ],
  },
)

export default change(shop, 'Reports need the address too').replaceView(
  view('active_users', sql`SELECT id, name, email FROM users WHERE active`, {
    columns: ['id', 'name', 'email'],
    reads: { users: ['id', 'name', 'email', 'active'] },
  }),
)
