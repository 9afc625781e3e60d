import { bigint, change, numeric, schema, sql, table } from 'lockstep'

const shop = schema({
  lines: table({
    id: bigint().identity().primaryKey(),
    price: numeric(10, 2).notNull(),
    total: numeric(10, 2).generated(sql`price * 1.2`),
  }),
})

export const minimumMajor = 13 // DROP EXPRESSION

export default change(shop, 'Let the application write the total').table('lines', t => t.dropGenerated('total'))
