import { bigint, change, enumType, schema, table } from 'lockstep'

const status = enumType('state', ['new', 'done'])
const unused = enumType('old_state', ['open', 'closed'])

const shop = schema(
  {
    orders: table({ id: bigint().identity().primaryKey(), status: status().notNull() }),
  },
  { enums: [status, unused] },
)

export default change(shop, 'Call the type what it is, and drop its forerunner').renameType('state', 'order_status').dropEnum('old_state')
