import { bigint, change, schema, sql, table, text } from 'lockstep'

const shop = schema({
  users: table({ id: bigint().identity().primaryKey(), email: text() }),
})

export default change(shop, 'Store addresses in lower case').table('users', t =>
  t.backfill({ email: sql`lower(${t.col('email')})` }, { where: sql`${t.col('email')} IS DISTINCT FROM lower(${t.col('email')})` }),
)
