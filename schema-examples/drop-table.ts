import { bigint, change, schema, serial, table, text } from 'lockstep'

const shop = schema({
  customers: table({ id: bigint().identity().primaryKey(), email: text().notNull() }),
  products: table({ id: bigint().identity().primaryKey(), name: text().notNull() }),
  wishes: table(
    {
      id: serial().primaryKey(),
      customer_id: bigint().notNull().references('customers', 'id'),
      product_id: bigint().notNull().references('products', 'id'),
      note: text(),
    },
    t => ({ indexes: [t.index(['customer_id'])] }),
  ),
})

export default change(shop, 'Drop the wish list').dropTable('wishes')
