/** Change files of a team that has finished twelve plans: the shop's first schema, then a change on each of its tables. */

const tables = `import { bigint, numeric, schema, table, text, timestamptz, varchar } from 'lockstep'

const id = () => bigint().identity().primaryKey()

export const users = table({ id: id(), name: text().notNull() })
export const orders = table({ id: id(), total: numeric(10, 2).notNull() })
export const items = table({ id: id(), sku: text().notNull(), sold_at: timestamptz().notNull() })
export const invoices = table({ id: id(), locale: text() })
export const payments = table({ id: id(), payer_id: bigint().notNull() })
export const products = table({ id: id(), name: text().notNull(), legacy_code: text() })
export const carts = table({ id: id(), token: text().notNull() })
export const reviews = table({ id: id(), stars: bigint().notNull() })
export const events = table({ id: id(), kind: varchar(50).notNull() })
export const addresses = table({ id: id(), city: text().notNull(), street: text().notNull() }, t => ({
  indexes: [t.index(['city'], { name: 'addresses_city_idx' })],
}))
export const coupons = table({ id: id(), code: text().notNull() })
export const sessions = table({ id: id(), phone: text().notNull() })

export default schema({ users, orders, items, invoices, payments, products, carts, reviews, events, addresses, coupons, sessions })
`

const names = [
  'users',
  'orders',
  'items',
  'invoices',
  'payments',
  'products',
  'carts',
  'reviews',
  'events',
  'addresses',
  'coupons',
  'sessions',
]

const create = `import { change, schema } from 'lockstep'
import * as shop from '../schema.ts'

export default change(schema({}), 'Create the shop')
${names.map(name => `  .createTable('${name}', shop.${name})\n`).join('')}`

const changes: readonly (readonly [table: string, title: string, operation: string])[] = [
  ['users', 'Rename users.name to full_name', `renameColumn('name', 'full_name')`],
  ['orders', 'Order totals with four decimals', `changeType('total', numeric(14, 4))`],
  ['items', 'Find items by what sold last', `addIndex(['sku', { column: 'sold_at', order: 'desc' }])`],
  ['invoices', 'Require invoices.locale', `makeRequired('locale', { backfill: sql\`'en'\` })`],
  ['payments', 'Tie payments to users', `addForeignKey(['payer_id'], 'users', ['id'])`],
  ['products', 'Drop products.legacy_code', `dropColumn('legacy_code')`],
  ['carts', 'One cart per token', `addUnique(['token'])`],
  ['reviews', 'Stars are never negative', `addCheck('reviews_stars_check', sql\`\${t.col('stars')} >= 0\`)`],
  ['events', 'Longer kinds of events', `changeType('kind', varchar(200))`],
  ['addresses', 'Find addresses by street', `replaceIndex('addresses_city_idx', ['city', 'street'], { name: 'addresses_city_idx' })`],
  ['coupons', 'Coupons have a state', `addColumn('state', text().notNull(), { backfill: sql\`'open'\` })`],
  ['sessions', 'Make sessions.phone optional', `makeOptional('phone')`],
]

/** Files by their paths in the repository: `lockstep/schema.ts`, and the changes in the order they were planned. */
export const historyFiles = (): Readonly<Record<string, string>> => ({
  'lockstep/schema.ts': tables,
  'lockstep/changes/00-create.ts': create,
  ...Object.fromEntries(
    changes.map(([table, title, operation], n) => [
      `lockstep/changes/${String(n + 1).padStart(2, '0')}-${table}.ts`,
      `import { change, numeric, sql, text, varchar } from 'lockstep'
import schema from '../schema.ts'

export default change(schema, '${title}').table('${table}', t => t.${operation})
`,
    ]),
  ),
})
