import { bigint, change, numeric, schema, sql, table } from 'lockstep'

const shop = schema({
  products: table({ id: bigint().identity().primaryKey(), price: numeric(10, 2).notNull() }),
})

export default change(shop, 'Prices are never negative').table('products', t =>
  t.addCheck('products_price_check', sql`${t.col('price')} >= 0`),
)
