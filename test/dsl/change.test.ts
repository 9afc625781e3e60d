import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { ChangeKind } from '../../src/changes/change.ts'
import {
  bigint,
  change,
  date,
  domain,
  enumType,
  extension,
  integer,
  routine,
  schema,
  sequence,
  sql,
  table,
  text,
  timestamptz,
  varchar,
  view,
} from '../../src/authoring.ts'

const status = enumType('order_status', ['new', 'paid'])
const mood = enumType('mood', ['good', 'bad'])
const email = domain('email', text(), { checks: [{ name: 'has_at', expression: sql`VALUE LIKE '%@%'` }] })
const phone = domain('phone', text())
const bounds = sql`FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')`

const shop = schema(
  {
    users: table({ id: bigint().identity().primaryKey(), name: text().notNull(), email: varchar(255), age: integer() }, t => ({
      indexes: [t.index(['email']), t.index(['age'])],
      constraints: [t.check('adult', sql`age >= 18`, { notValid: true }), t.unique(['name'])],
      triggers: [{ name: 'stamp', definition: sql`CREATE TRIGGER stamp …`, function: 'stamp' }],
      policies: [{ name: 'own', using: sql`true` }],
    })),
    orders: table({
      id: bigint().primaryKey(),
      user_id: bigint().notNull().references('users'),
      status: status().notNull().default('new'),
    }),
    events: table({ id: bigint().notNull(), at: date().notNull() }, t => ({
      constraints: [t.primaryKey(['id', 'at'])],
      indexes: [t.index(['at'])],
      partitionBy: { strategy: 'range', columns: ['at'] },
    })),
    old_events: table({ id: bigint().notNull(), at: date().notNull() }, t => ({ constraints: [t.primaryKey(['id', 'at'])] })),
    log: table({ id: bigint() }),
  },
  {
    enums: [status],
    domains: [email],
    views: [view('adults', sql`SELECT id FROM users`)],
    sequences: [sequence('numbers')],
    routines: [routine('stamp', '', { definition: sql`CREATE OR REPLACE FUNCTION stamp() …` })],
    extensions: [extension('citext')],
  },
)

/** One chain with every operation there is. */
const everything = change(shop, 'Everything')
  .table('users', t =>
    t
      .renameColumn('name', 'full_name')
      .addColumn('slug', text().notNull().unique(), { backfill: c => sql`lower(${c.full_name})` })
      .changeType('age', bigint())
      .changeType('email', text(), { forward: sql`lower(email)`, backward: null })
      .setDefault('age', 18)
      .dropDefault('age')
      .makeRequired('email', { backfill: sql`'none'` })
      .makeOptional('email')
      .setIdentity('age')
      .dropIdentity('age')
      .setGenerated('slug', c => sql`lower(${c.full_name})`)
      .dropGenerated('slug')
      .setCollation('slug', 'C')
      .setColumnComment('slug', 'in the address bar')
      .setColumnStatistics('slug', 500)
      .setColumnStorage('slug', 'external')
      .setColumnCompression('slug', 'lz4')
      .backfill({ slug: c => sql`lower(${c.full_name})`, age: 18 }, { where: sql`slug IS NULL` })
      .addIndex(['full_name', { column: 'age', order: 'desc' }])
      .renameIndex('users_full_name_age_idx', 'by_name')
      .replaceIndex('by_name', ['full_name'], { unique: true })
      .dropIndex('by_name')
      .addUnique(['email'])
      .renameConstraint('users_email_key', 'one_email')
      .setDeferrable('one_email', 'deferrable')
      .dropConstraint('one_email')
      .validateConstraint('adult')
      .addCheck('named', sql`full_name <> ''`)
      .addForeignKey(['age'], 'orders', ['id'], { onDelete: 'set null', notValid: true })
      .addExclusion('apart', sql`USING gist (age WITH =)`, { columns: ['age'] })
      .createTrigger({ name: 'touch', definition: sql`CREATE TRIGGER touch …`, function: 'stamp', columns: ['slug'] })
      .dropTrigger('stamp')
      .createPolicy({ name: 'mine', using: sql`true` })
      .dropPolicy('own')
      .enableRowSecurity({ forced: true })
      .disableRowSecurity()
      .grant('app', ['select', 'update'], { columns: ['slug'] })
      .revoke('app', ['update'], { columns: ['slug'] })
      .setComment('People')
      .setOptions('fillfactor=70')
      .setReplicaIdentity('full')
      .dropColumn('age'),
  )
  .table('log', t => t.addPrimaryKey(['id']))
  .createTable('posts', table({ id: bigint().primaryKey(), at: timestamptz() }))
  .renameTable('posts', 'articles')
  .moveTable('articles', 'blog')
  .dropTable('blog.articles')
  .createPartition('events_2026', { of: 'events', bounds })
  .attachPartition('old_events', { of: 'events', bounds: sql`DEFAULT` })
  .detachPartition('old_events')
  .dropPartition('events_2026')
  .createEnum(mood)
  .addEnumValue('mood', 'so-so', { after: 'good' })
  .renameEnumValue('mood', 'so-so', 'fair')
  .setEnumValues('mood', ['bad', 'good'], { replace: { fair: 'good' } })
  .renameType('mood', 'temper')
  .dropEnum('temper')
  .createDomain(phone)
  .addDomainCheck('phone', 'digits', sql`VALUE ~ '^\d+$'`)
  .dropDomainCheck('phone', 'digits')
  .dropDomain('phone')
  .createView(view('young', sql`SELECT 1`))
  .replaceView(view('young', sql`SELECT 2`))
  .renameView('young', 'kids')
  .dropView('kids')
  .createRoutine(routine('double', 'integer', { definition: sql`CREATE …` }))
  .replaceRoutine(routine('double', 'integer', { definition: sql`CREATE … 2` }))
  .dropRoutine('double', 'integer')
  .createSequence(sequence('more'))
  .alterSequence(sequence('more', { options: sql`INCREMENT BY 2` }))
  .dropSequence('more')
  .createExtension(extension('hstore'))
  .dropExtension('hstore')
  .execute(sql`SELECT 1`, { reason: 'a test', down: sql`SELECT 2`, touches: ['users'] })

/** Every kind there is; one that is added to the model is missing here until the DSL can say it. */
const kinds: Readonly<Record<ChangeKind, true>> = {
  'create-table': true,
  'drop-table': true,
  'rename-table': true,
  'move-table': true,
  'set-table-comment': true,
  'set-table-options': true,
  'set-replica-identity': true,
  'add-column': true,
  'drop-column': true,
  'rename-column': true,
  'change-type': true,
  'set-default': true,
  'make-required': true,
  'make-optional': true,
  'set-identity': true,
  'set-generated': true,
  'set-collation': true,
  'set-column-comment': true,
  'set-column-option': true,
  'add-index': true,
  'drop-index': true,
  'rename-index': true,
  'replace-index': true,
  'add-constraint': true,
  'drop-constraint': true,
  'rename-constraint': true,
  'validate-constraint': true,
  'set-constraint-deferrable': true,
  'create-enum': true,
  'drop-enum': true,
  'add-enum-value': true,
  'rename-enum-value': true,
  'rebuild-enum': true,
  'rename-type': true,
  'create-domain': true,
  'drop-domain': true,
  'add-domain-check': true,
  'drop-domain-check': true,
  'create-view': true,
  'drop-view': true,
  'replace-view': true,
  'rename-view': true,
  'create-trigger': true,
  'drop-trigger': true,
  'create-routine': true,
  'drop-routine': true,
  'replace-routine': true,
  'create-sequence': true,
  'drop-sequence': true,
  'alter-sequence': true,
  'create-policy': true,
  'drop-policy': true,
  'set-row-security': true,
  grant: true,
  revoke: true,
  'create-extension': true,
  'drop-extension': true,
  'create-partition': true,
  'attach-partition': true,
  'detach-partition': true,
  'drop-partition': true,
  backfill: true,
  'execute-sql': true,
}

describe('a chain', () => {
  test('can say every kind of change', () => {
    expect(everything.diagnostics.map(d => `${d.severity} ${d.code}`)).toEqual(['note long-change-file'])
    expect([...new Set(everything.changes.map(c => c.kind))].toSorted()).toEqual(Object.keys(kinds).toSorted())
  })

  test('later changes start from what earlier ones leave', () => {
    const { changes, after } = change(shop).table('users', t =>
      t.renameColumn('name', 'full_name').setDefault('full_name', 'x').changeType('full_name', varchar(80)).dropColumn('full_name'),
    )
    expect(changes[3]).toMatchObject({
      kind: 'drop-column',
      column: { name: 'full_name', type: { native: 'character varying(80)' }, default: { sql: "'x'" } },
    })
    expect(after.tables.get('users')!.columns.map(c => c.name)).toEqual(['id', 'email', 'age'])
    expect(after.tables.get('users')!.constraints.map(c => c.name)).toEqual(['users_pkey', 'adult'])
  })

  test('a renamed column is followed into keys, indexes, checks and other tables', () => {
    const { after } = change(shop).table('users', t => t.renameColumn('id', 'user_number').renameColumn('age', 'years'))
    expect(after.tables.get('users')!.constraints.find(c => c.kind === 'check')).toMatchObject({ expression: 'years >= 18' })
    expect(after.tables.get('orders')!.constraints.find(c => c.kind === 'foreign-key')).toMatchObject({
      referencedColumns: ['user_number'],
    })
    expect(after.tables.get('users')!.indexes.map(i => i.parts)).toEqual([[{ column: 'email' }], [{ column: 'years' }]])
  })

  test('a partition is made like its parent', () => {
    const { after } = change(shop).createPartition('events_2026', { of: 'events', bounds })
    expect(after.tables.get('events_2026')!).toMatchObject({
      columns: [{ name: 'id' }, { name: 'at' }],
      constraints: [{ name: 'events_2026_pkey', inherited: true }],
      indexes: [{ name: 'events_2026_at_idx', inherited: true }],
    })
  })

  test('statements without a chain are recorded too', () => {
    const chain = change(shop)
    chain.table('users', t => {
      t.dropColumn('age')
      return t.dropColumn('email')
    })
    chain.dropView('adults')
    expect(chain.changes.map(c => c.kind)).toEqual(['drop-column', 'drop-column', 'drop-view'])
  })
})

describe('mistakes', () => {
  const chain = change(shop)
  const told = (edit: (c: typeof chain) => unknown): string[] => {
    const fresh = change(shop)
    edit(fresh)
    return fresh.diagnostics.map(d => `${d.code}: ${d.message}`)
  }

  test.each<[string, (c: typeof chain) => unknown, string]>([
    ['column', c => c.table('users', t => t.dropColumn('nmae' as 'name')), 'unknown-column: users has no column nmae; did you mean name?'],
    ['table', c => c.table('usres' as 'users', t => t), 'unknown-table: The schema has no table usres; did you mean users?'],
    [
      'index',
      c => c.table('users', t => t.dropIndex('users_emal_idx')),
      'unknown-index: users has no index users_emal_idx; did you mean users_email_idx?',
    ],
    [
      'constraint',
      c => c.table('users', t => t.validateConstraint('adlt')),
      'unknown-constraint: users has no constraint adlt; did you mean adult?',
    ],
    ['existing column', c => c.table('users', t => t.addColumn('email' as 'e', text())), 'column-exists: users has a column email already'],
    [
      'required',
      c => c.table('users', t => t.addColumn('slug', text().notNull())),
      'required-without-value: users.slug is NOT NULL, and rows that exist have no value for it',
    ],
    [
      'default',
      c => c.table('users', t => t.setDefault('age', 'x' as unknown as number)),
      'wrong-default: users.age is integer: x is not a value of that type',
    ],
    [
      'label',
      c => c.table('orders', t => t.setDefault('status', 'payd' as 'paid')),
      'wrong-default: orders.status is order_status: payd is not a value of that type',
    ],
    ['second key', c => c.table('users', t => t.addPrimaryKey(['email'])), 'two-primary-keys: users has a primary key already: users_pkey'],
    [
      'forward',
      c => c.table('users', t => t.changeType('age', text(), { forward: sql`age::text` } as never)),
      'forward-without-backward: changeType of users.age says how values go forward, not how they come back',
    ],
    [
      'referenced table',
      c => c.dropTable('users'),
      'table-is-referenced: users cannot be dropped: orders_user_id_fkey of orders references it',
    ],
    [
      'lost label',
      c => c.setEnumValues('order_status', ['new']),
      'value-without-replacement: order_status loses paid, and rows that hold it have nowhere to go',
    ],
    ['type in use', c => c.dropEnum('order_status'), 'type-in-use: order_status cannot be dropped: orders.status is of that type'],
    ['not partitioned', c => c.createPartition('part', { of: 'users', bounds }), 'not-partitioned: users is not partitioned'],
    ['no reason', c => c.execute(sql`SELECT 1`, { reason: ' ' }), 'execute-without-reason: execute was given no reason'],
    [
      'length',
      c => c.table('users', t => t.renameColumn('age', 'x'.repeat(64))),
      `name-too-long: ${'x'.repeat(64)} has 64 bytes, and a name has at most 63: it would become ${'x'.repeat(63)}`,
    ],
    [
      'foreign key',
      c => c.table('orders', t => t.addForeignKey(['user_id'], 'users', ['age'])),
      'foreign-key-target: orders_user_id_fkey1 of orders cannot reference users (age): nothing makes them unique there',
    ],
  ])('%s', (_, edit, message) => {
    expect(told(edit)).toEqual([message])
  })

  test('are told where they were written', () => {
    const { diagnostics } = change(shop).table('users', t => t.dropColumn('nmae' as 'name')) // the line that is told
    const lines = readFileSync(import.meta.filename, 'utf8').split('\n')
    expect(diagnostics[0]?.span?.file).toBe(import.meta.filename)
    expect(lines[diagnostics[0]!.span!.line - 1]).toContain('// the line that is told')
  })
})

describe('a target', () => {
  test('becomes the difference; a rename is stated', () => {
    const { changes, diagnostics, after } = change(shop).target(
      'users',
      table(
        {
          id: bigint().identity().primaryKey(),
          full_name: text().notNull().unique().renamedFrom('name'),
          email: varchar(255).notNull(),
          slug: text().default('none'),
          age: integer(),
        },
        t => ({ constraints: [t.check('adult', sql`age >= 18`)], indexes: [t.index(['email'])] }),
      ),
    )
    expect(diagnostics).toEqual([])
    expect(changes.map(c => c.kind)).toEqual(['rename-column', 'drop-index', 'add-column', 'make-required', 'validate-constraint'])
    expect(after.tables.get('users')!.policies).toHaveLength(1)
    expect(after.tables.get('users')!.constraints.map(c => c.name)).toEqual(['users_pkey', 'adult', 'users_name_key'])
  })

  test('without the rename, it is another column', () => {
    const { changes } = change(shop).target('log', table({ number: bigint() }))
    expect(changes.map(c => c.kind)).toEqual(['add-column', 'drop-column'])
  })

  test('what no change says is named', () => {
    const { diagnostics } = change(shop).target('log', table({ id: bigint() }, { owner: 'app', unlogged: true }))
    expect(diagnostics.map(d => d.message)).toEqual(['log: owner is not set, should be app', 'log: unlogged is not set, should be true'])
  })
})
