import { bigint, change, schema, sql, table, varchar } from 'lockstep'

const shop = schema({
  users: table(
    {
      id: bigint().identity().primaryKey(),
      nickname: varchar(40).notNull(),
    },
    t => ({ constraints: [t.check('users_nickname_check', sql`length(${t.col('nickname')}) > 2`)] }),
  ),
})

export default change(shop, 'Widen users.nickname').table('users', t => t.changeType('nickname', varchar(120)))
