import { bigint, change, enumType, schema, table } from 'lockstep'

const status = enumType('order_status', ['new', 'payed', 'sent'])

const shop = schema(
  {
    orders: table({ id: bigint().identity().primaryKey(), status: status().notNull() }),
  },
  { enums: [status] },
)

export default change(shop, 'Spell "paid" right').renameEnumValue('order_status', 'payed', 'paid')
