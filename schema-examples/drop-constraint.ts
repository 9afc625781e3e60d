import { bigint, change, schema, sql, table, text } from 'lockstep'

const shop = schema({
  customers: table({ id: bigint().identity().primaryKey(), email: text().notNull().unique() }),
  orders: table(
    {
      id: bigint().identity().primaryKey(),
      customer_id: bigint().notNull().references('customers', 'id'),
      note: text(),
    },
    t => ({ constraints: [t.check('orders_note_check', sql`${t.col('note')} <> ''`)] }),
  ),
})

export default change(shop, 'Loosen what need not hold any more')
  .table('orders', t => t.dropConstraint('orders_note_check').dropConstraint('orders_customer_id_fkey'))
  .table('customers', t => t.dropConstraint('customers_email_key'))
