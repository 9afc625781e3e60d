import { bigint, change, schema, table, text } from 'lockstep'

const shop = schema({
  users: table(
    {
      id: bigint().identity().primaryKey(),
      email: text().notNull(),
      legacy_code: text().notNull(),
    },
    t => ({ indexes: [t.index(['legacy_code'])] }),
  ),
})

export default change(shop, 'Drop users.legacy_code').table('users', t => t.dropColumn('legacy_code'))
