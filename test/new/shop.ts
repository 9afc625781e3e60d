import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** A schema that has what the examples of `lockstep new` name. */
const shop =
  `import { bigint, boolean, date, domain, enumType, extension, integer, numeric, routine, schema, sequence, sql, table, text, timestamptz, tsrange, type, view } from 'lockstep'

export const orderState = enumType('order_state', ['open', 'paid', 'sent'])
const oldState = enumType('old_state', ['on', 'off'])
const email = domain('email', text(), { checks: [{ name: 'email_length', expression: sql\`length(VALUE) < 255\` }] })

export default schema(
  {
    users: table(
      {
        id: bigint().identity().primaryKey(),
        name: text().notNull(),
        email: text(),
        slug: text(),
        status: text().default('new'),
        active: boolean().notNull().default(true),
        created_at: timestamptz().notNull().default(sql\`now()\`),
      },
      t => ({
        indexes: [t.index(['email'])],
        triggers: [
          {
            name: 'touch_user',
            function: 'stamp_update',
            definition: sql\`CREATE TRIGGER touch_user BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION stamp_update()\`,
          },
        ],
      }),
    ),
    orders: table(
      {
        id: integer().primaryKey(),
        user_id: bigint().notNull(),
        total: numeric(10, 2).notNull(),
        net: numeric(10, 2).notNull(),
        tax: numeric(10, 2).notNull(),
        gross: numeric(10, 2),
        tenant: text(),
        state: orderState().notNull().default('open'),
        search: text().generated(sql\`lower(tenant)\`),
      },
      t => ({
        constraints: [t.check('orders_total_check', sql\`total >= 0\`, { notValid: true }), t.foreignKey(['user_id'], 'users', ['id'])],
        policies: [{ name: 'open_orders', using: sql\`state = 'open'\` }],
      }),
    ),
    memberships: table({ user_id: bigint().notNull(), group_id: bigint().notNull() }),
    tenants: table({ tenant_id: bigint().notNull(), email: text(), label: text().generated(sql\`email\`) }, { statistics: { rows: 40 } }),
    bookings: table({ id: bigint().primaryKey(), during: type('tsrange').notNull() }, { statistics: { rows: 40 } }),
    invoices: table({ id: bigint().primaryKey() }),
    sessions: table({ id: bigint().primaryKey() }),
    events: table({ day: date().notNull() }, { partitionBy: { strategy: 'range', columns: ['day'] } }),
    events_2025_01: table(
      { day: date().notNull() },
      { partitionOf: { parent: 'events', bounds: sql\`FOR VALUES FROM ('2025-01-01') TO ('2025-02-01')\` } },
    ),
    events_2027_01: table({ day: date().notNull() }),
  },
  {
    enums: [orderState, oldState],
    domains: [email],
    views: [view('active_users', sql\`SELECT id, email FROM users WHERE active\`, { columns: ['id', 'email'], reads: { users: ['id', 'email', 'active'] } })],
    sequences: [sequence('invoice_numbers', { options: sql\`START WITH 1\` })],
    routines: [
      routine('stamp_update', '', {
        definition: sql\`CREATE OR REPLACE FUNCTION stamp_update()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ BEGIN RETURN NEW; END $function$\`,
      }),
      routine('old_slug', 'text', {
        definition: sql\`CREATE OR REPLACE FUNCTION old_slug(given text)
 RETURNS text
 LANGUAGE sql
AS $function$ SELECT lower(given) $function$\`,
      }),
    ],
    extensions: [extension('hstore')],
  },
)
`.replace(' tsrange,', '')

export interface Shop {
  readonly root: string
  readonly remove: () => void
}

/** A repository with these files, of which the working directory is the root; a schema file stands in it unless told. */
export function repository(texts: Readonly<Record<string, string>> = { 'lockstep/schema.ts': shop }): Shop {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'lockstep-new-')))
  for (const [path, text] of Object.entries({ '.git/HEAD': '', ...texts })) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) }
}
