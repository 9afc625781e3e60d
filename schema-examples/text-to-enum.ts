import { bigint, change, enumType, schema, sql, table, text } from 'lockstep'

const shop = schema({
  orders: table({ id: bigint().identity().primaryKey(), channel: text().notNull().default('web') }),
})

const channel = enumType('channel', ['web', 'phone', 'other'])

export default change(shop, 'Channels become an enum')
  .createEnum(channel)
  .table('orders', t =>
    t.changeType('channel', channel(), {
      forward: sql`CASE WHEN ${t.col('channel')} IN ('web', 'phone') THEN ${t.col('channel')}::channel ELSE 'other'::channel END`,
      backward: sql`${t.col('channel')}::text`,
    }),
  )
