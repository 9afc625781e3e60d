import { bigint, change, integer, schema, table, text } from 'lockstep'

const shop = schema({
  customers: table({ id: bigint().identity().primaryKey(), email: text().notNull() }),
})

// What is made in the same file needs none of the care of a table in use.
export default change(shop, 'Let customers collect points')
  .createTable('points', table({ id: bigint().identity().primaryKey(), customer: bigint().notNull(), amount: integer() }))
  .table('points', t => t.renameColumn('customer', 'customer_id').addForeignKey(['customer_id'], 'customers', ['id']))
  .renameTable('points', 'loyalty_points')
