import { bigint, change, schema, sql, table, text } from 'lockstep'

const shop = schema({
  users: table({ id: bigint().identity().primaryKey(), email: text() }, t => ({
    indexes: [t.index(['email'], { name: 'idx1' })],
    constraints: [t.check('check1', sql`${t.col('email')} <> ''`)],
  })),
})

export default change(shop, 'Name things by what they do').table('users', t =>
  t.renameConstraint('check1', 'users_email_check').renameIndex('idx1', 'users_email_idx'),
)
