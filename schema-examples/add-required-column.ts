import { bigint, change, schema, sql, table, text } from 'lockstep'

const shop = schema({
  users: table({
    id: bigint().identity().primaryKey(),
    name: text().notNull(),
  }),
})

export default change(shop, 'Give every user a slug').table('users', t =>
  t.addColumn('slug', text().notNull(), { backfill: sql`lower(${t.col('name')})` }),
)
