import { bigint, change, schema, sql, table, text } from 'lockstep'

const shop = schema({
  users: table(
    {
      id: bigint().identity().primaryKey(),
      name: text().notNull(),
      email: text().notNull().unique(),
    },
    t => ({
      indexes: [t.index([sql`lower(${t.col('name')})`], { name: 'users_name_lower_idx' })],
      grants: [{ grantee: 'webshop', privileges: ['SELECT', 'INSERT', 'UPDATE'] }],
    }),
  ),
})

/** A view may stand in for the table while two versions run. */
export const policy = { shims: 'allow' } as const

export default change(shop, 'Call the name full_name').table('users', t => t.renameColumn('name', 'full_name'))
