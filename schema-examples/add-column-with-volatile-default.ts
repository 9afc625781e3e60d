import { bigint, change, schema, sql, table, text, uuid } from 'lockstep'

const shop = schema({
  users: table({ id: bigint().identity().primaryKey(), name: text().notNull() }),
})

export const minimumMajor = 13 // gen_random_uuid() came into the core with 13

export default change(shop, 'Give every user a public id').table('users', t =>
  t.addColumn(
    'public_id',
    uuid()
      .notNull()
      .default(sql`gen_random_uuid()`),
  ),
)
