import { bigint, change, enumType, schema, table } from 'lockstep'

const status = enumType('order_status', ['new', 'paid', 'sent'])

const shop = schema(
  {
    orders: table({ id: bigint().identity().primaryKey(), status: status().notNull().default('new') }),
  },
  { enums: [status] },
)

export default change(shop, 'Orders can be returned').addEnumValue('order_status', 'returned', { after: 'sent' })
