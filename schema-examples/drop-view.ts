import { bigint, change, schema, sql, table, text, view } from 'lockstep'

const shop = schema(
  {
    users: table({ id: bigint().identity().primaryKey(), name: text().notNull() }),
  },
  {
    views: [view('people', sql`SELECT id, name FROM users`, { columns: ['id', 'name'], reads: { users: ['id', 'name'] } })],
  },
)

export default change(shop, 'Drop a view nobody reads').dropView('people')
