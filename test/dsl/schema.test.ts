import { describe, expect, test } from 'vitest'
import {
  bigint,
  bigserial,
  date,
  domain,
  enumType,
  extension,
  integer,
  jsonb,
  materializedView,
  numeric,
  routine,
  schema,
  sequence,
  sql,
  table,
  text,
  timestamptz,
  type,
  varchar,
  view,
} from '../../src/authoring.ts'

const status = enumType('order_status', ['new', 'paid'])
const email = domain('email', text(), { notNull: true, checks: [{ name: 'email_check', expression: sql`VALUE LIKE '%@%'` }] })

const everything = schema(
  {
    users: table(
      {
        id: bigint()
          .identity('always', sql`START WITH 1000`)
          .primaryKey(),
        email: email().unique(),
        name: varchar(255).notNull().collate('de_DE').comment('as on the passport').statistics(500).storage('external').compression('lz4'),
        age: integer().check(sql`age > 0`),
        tags: text().array().notNull().default(['a', 'b "c"']),
        settings: jsonb().notNull().default({ theme: 'dark' }),
        lower_name: text().generated(sql`lower(name)`),
        during: type('tsrange'),
        balance: numeric(12, 2)
          .default('0.10')
          .grants({ grantee: 'auditor', privileges: ['select'] }),
        created_at: timestamptz(3)
          .notNull()
          .default(sql`now()`),
      },
      t => ({
        indexes: [
          t.index(['name']),
          t.index([sql`lower(name)`], { unique: true, where: sql`age IS NOT NULL` }),
          t.index([{ column: 'name', operatorClass: 'text_pattern_ops', order: 'desc', nulls: 'last' }], {
            name: 'by_name',
            method: 'btree',
            include: ['age'],
            with: "fillfactor='70'",
          }),
          t.index(['settings'], { method: 'gin' }),
        ],
        constraints: [
          t.check('adult', sql`age >= 18`, { notValid: true }),
          t.exclusion('no_overlap', sql`USING gist (during WITH &&)`, { columns: ['during'] }),
        ],
        triggers: [
          {
            name: 'stamp',
            definition: sql`CREATE TRIGGER stamp BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION stamp()`,
            function: 'stamp',
          },
        ],
        policies: [{ name: 'own', using: sql`id = current_user_id()` }],
        rowSecurity: 'forced',
        owner: 'app',
        comment: 'People',
        options: 'fillfactor=70',
        replicaIdentity: 'full',
        grants: [{ grantee: 'app', privileges: ['update', 'SELECT'] }],
        extendedStatistics: [
          { name: 'users_stats', definition: sql`CREATE STATISTICS users_stats ON age, name FROM users`, columns: ['age', 'name'] },
        ],
        publications: [{ name: 'all_tables', columns: ['id'] }],
        statistics: { rows: 12_000_000, writesPerSecond: 40, asOf: '2026-11-01' },
      }),
    ),
    'billing.invoices': table(
      {
        id: bigserial().primaryKey(),
        user_id: bigint().notNull().references('users', undefined, { onDelete: 'cascade' }),
        status: status().notNull().default('new'),
        issued_on: date(),
      },
      t => ({ constraints: [t.unique(['user_id', 'issued_on'], { nullsNotDistinct: true, deferrable: 'initially-deferred' })] }),
    ),
    events: table({ id: bigint().notNull(), at: date().notNull() }, t => ({
      constraints: [t.primaryKey(['id', 'at'])],
      partitionBy: { strategy: 'range', columns: ['at'] },
    })),
    events_2026: table(
      { id: bigint().notNull(), at: date().notNull() },
      { partitionOf: { parent: 'events', bounds: sql`FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')` } },
    ),
  },
  {
    enums: [status],
    domains: [email],
    extensions: [extension('citext', { schema: 'public' })],
    views: [
      view('adults', sql`SELECT id FROM users`, { columns: ['id'], reads: { users: ['id'] } }),
      materializedView('totals', sql`SELECT 1 AS n`, { columns: ['n'], indexes: [{ parts: ['n'], unique: true }] }),
    ],
    sequences: [sequence('numbers', { options: sql`START WITH 5` })],
    routines: [
      routine('add', 'integer, integer', { definition: sql`CREATE OR REPLACE FUNCTION add(integer, integer) …` }),
      routine('add', 'text', { definition: sql`…` }),
    ],
  },
)

describe('schema', () => {
  test('says everything the model holds', () => {
    expect(everything.diagnostics).toEqual([])
    expect(everything.schema).toMatchSnapshot()
  })

  test('names constraints and indexes as PostgreSQL would', () => {
    const { tables } = everything.schema
    const [users, invoices] = [tables.get('users'), tables.get('billing.invoices')]
    expect(users!.constraints.map(c => c.name)).toEqual(['users_pkey', 'users_email_key', 'users_age_check', 'adult', 'no_overlap'])
    expect(users!.indexes.map(i => i.name)).toEqual(['users_name_idx', 'users_lower_idx', 'by_name', 'users_settings_idx'])
    expect(invoices!.constraints.map(c => c.name)).toEqual(['invoices_pkey', 'invoices_user_id_fkey', 'invoices_user_id_issued_on_key'])
    expect(invoices!.constraints[1]).toMatchObject({ references: { name: 'users' }, referencedColumns: ['id'], onDelete: 'cascade' })
  })

  test('one name cannot be that of two relations, whoever chose it', () => {
    const long = 'x'.repeat(60)
    const { diagnostics } = schema({
      users: table({ id: bigint().primaryKey() }, t => ({ indexes: [t.index(['id'], { name: 'orders' })] })),
      orders: table({ id: bigint().primaryKey() }),
      [`${long}1`]: table({ id: bigint().primaryKey() }),
      [`${long}2`]: table({ id: bigint().primaryKey() }),
    })
    expect(diagnostics.map(({ message }) => message)).toEqual([
      'orders would be the name of an index of users and of a table',
      expect.stringMatching(`_pkey would be the name of an index of ${long}1 and of an index of ${long}2`),
    ])
  })

  test('mistakes are values, with the table and what it has', () => {
    const wrong = schema({
      users: table(
        {
          id: bigint().primaryKey(),
          at: timestamptz().default('now()'),
          size: integer().default('big' as unknown as number),
          status: status(),
        },
        t => ({
          constraints: [t.primaryKey(['id']), t.unique(['emial' as 'id'])],
          indexes: [t.index(['idd' as 'id'])],
        }),
      ),
      orders: table({ user_id: bigint().references('user'), at: bigint().references('users', 'at') }),
      part: table({ id: bigint() }, { partitionOf: { parent: 'users', bounds: sql`DEFAULT` } }),
    })
    expect(wrong.diagnostics.map(d => `${d.code}: ${d.message} | ${d.help}`)).toMatchInlineSnapshot(`
      [
        "wrong-default: users.at is timestamp with time zone: now() is not a value of that type | Give a date as a string, or sql\`now()\`: in quotes, now is the moment the column is made, not the moment of each row.",
        "wrong-default: users.size is integer: big is not a value of that type | Give a whole number, or sql\`…\`.",
        "two-primary-keys: users has 2 primary keys | Name all its columns in one t.primaryKey([…]).",
        "unknown-enum: users.status is of enum order_status, which the schema does not have | List it under enums of the schema, or create it first.",
        "unknown-column: users has no column emial | It has id, at, size, status.",
        "unknown-column: users has no column idd; did you mean id? | It has id, at, size, status.",
        "unknown-table: The schema has no table user; did you mean users? | It has users, orders, part.",
        "foreign-key-target: orders_at_fkey of orders cannot reference users (at): nothing makes them unique there | Add a primary key or a unique constraint on exactly these columns first.",
        "not-partitioned: part cannot be a partition of users: that is not partitioned | State partitionBy on the parent.",
      ]
    `)
    expect(wrong.diagnostics.every(d => d.span?.file === import.meta.filename)).toBe(true)
  })
})
