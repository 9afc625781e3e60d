import { bigint, change, numeric, schema, serial, table, text, timestamptz } from 'lockstep'

const shop = schema({
  customers: table({ id: bigint().identity().primaryKey(), email: text().notNull().unique() }),
  products: table({ id: serial().primaryKey(), name: text().notNull() }),
})

export default change(shop, 'Let customers review products').createTable(
  'reviews',
  table(
    {
      id: bigint().identity().primaryKey(),
      customer_id: bigint().notNull().references('customers', 'id', { onDelete: 'cascade' }),
      product_id: bigint().notNull().references('products', 'id'),
      answers: bigint().references('reviews', 'id'),
      stars: numeric(2, 1).notNull(),
      body: text().notNull().default(''),
      written_at: timestamptz().notNull(),
    },
    t => ({
      indexes: [t.index(['product_id', { column: 'written_at', order: 'desc' }]), t.index(['customer_id'])],
      comment: 'One customer, one product, one opinion',
    }),
  ),
)
