import { bigint, change, enumType, schema, sql, table, text, view } from 'lockstep'

const status = enumType('order_status', ['new', 'paid', 'held', 'sent'], {
  comment: 'How far an order is',
  grants: [{ grantee: 'shop', privileges: ['USAGE'] }],
})

const shop = schema(
  {
    orders: table(
      {
        id: bigint().identity().primaryKey(),
        owner_name: text().notNull(),
        status: status()
          .notNull()
          .default('new')
          .comment('Where it stands')
          .grants({ grantee: 'courier', privileges: ['SELECT', 'UPDATE'] }),
      },
      t => ({
        constraints: [t.check('orders_sent_check', sql`${t.col('status')} <> 'sent'::order_status OR ${t.col('owner_name')} <> ''`)],
        indexes: [t.index(['owner_name'], { name: 'orders_open_idx', where: sql`${t.col('status')} <> 'sent'::order_status` })],
        rowSecurity: 'enabled',
        policies: [{ name: 'couriers_send', roles: ['courier'], using: sql`${t.col('status')} = 'paid'::order_status` }],
        grants: [{ grantee: 'shop', privileges: ['INSERT', 'SELECT', 'UPDATE'] }],
      }),
    ),
    histories: table({ id: bigint().identity().primaryKey(), steps: status().array() }),
  },
  {
    enums: [status],
    views: [
      view('open_orders', sql`SELECT id, status FROM orders WHERE status <> 'sent'::order_status`, {
        columns: ['id', 'status'],
        reads: { orders: ['id', 'status'] },
        grants: [{ grantee: 'shop', privileges: ['SELECT'] }],
      }),
    ],
  },
)

export default change(shop, 'No order is held any more').setEnumValues('order_status', ['new', 'paid', 'sent'], {
  replace: { held: 'paid' },
})
