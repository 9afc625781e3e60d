import { bigint, change, schema, sql, table, text } from 'lockstep'

const shop = schema({
  users: table({
    id: bigint().identity().primaryKey(),
    locale: text(),
  }),
})

export default change(shop, 'Require users.locale').table('users', t => t.makeRequired('locale', { backfill: sql`'en'` }))
