import { bigint, change, enumType, schema, table } from 'lockstep'

const status = enumType('order_status', ['new', 'paid', 'held', 'sent'])

const shop = schema(
  {
    orders: table({ id: bigint().identity().primaryKey(), status: status().notNull().default('new') }, t => ({
      indexes: [t.index(['status'])],
    })),
    invoices: table({ id: bigint().identity().primaryKey(), status: status() }),
  },
  { enums: [status] },
)

export default change(shop, 'No order is held any more').setEnumValues('order_status', ['new', 'paid', 'sent'], {
  replace: { held: 'paid' },
})
