import { bigint, change, schema, sql, table, text } from 'lockstep'

const shop = schema({
  users: table(
    {
      id: bigint().identity().primaryKey(),
      mail: text().notNull().unique().comment('login address'),
      state: text().notNull().default('new'),
    },
    t => ({
      indexes: [t.index([sql`lower(${t.col('mail')})`], { name: 'users_mail_lower_idx' })],
      constraints: [t.check('users_mail_check', sql`${t.col('mail')} <> ''`)],
    }),
  ),
})

export default change(shop, 'Rename users.mail and users.state').table('users', t =>
  t.renameColumn('mail', 'email').renameColumn('state', 'status'),
)
