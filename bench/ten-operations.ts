import { bigint, boolean, change, integer, schema, sql, table, text } from 'lockstep'

const shop = schema({
  users: table({
    id: bigint().identity().primaryKey(),
    name: text().notNull(),
    email: text().notNull(),
    age: integer(),
    note: text(),
  }),
  orders: table({
    id: bigint().identity().primaryKey(),
    user_id: bigint().notNull(),
    total: integer().notNull(),
  }),
})

/** Ten changes of two tables, for the benchmark. */
export default change(shop, 'Ten changes at once')
  .table('users', t =>
    t
      .renameColumn('name', 'full_name')
      .addColumn('slug', text().notNull(), { backfill: sql`lower(${t.col('email')})` })
      .addColumn('active', boolean().notNull().default(true))
      .addIndex(['email'])
      .addUnique(['email'])
      .addCheck('users_age_check', sql`age >= 0`)
      .makeRequired('age', { backfill: sql`0` })
      .dropColumn('note'),
  )
  .table('orders', t => t.addForeignKey(['user_id'], 'users', ['id']).changeType('total', bigint()))
