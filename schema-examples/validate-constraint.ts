import { bigint, change, numeric, schema, sql, table } from 'lockstep'

const shop = schema({
  products: table({ id: bigint().identity().primaryKey(), price: numeric(10, 2) }, t => ({
    constraints: [t.check('products_price_check', sql`${t.col('price')} >= 0`, { notValid: true })],
  })),
})

export default change(shop, 'Prove the old prices too').table('products', t => t.validateConstraint('products_price_check'))
