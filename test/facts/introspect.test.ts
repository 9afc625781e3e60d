import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compareSchemas, printDifferences } from '../../src/engines/postgres/compare.ts'
import { introspect, type IntrospectOptions } from '../../src/engines/postgres/introspect.ts'
import type { Column, Schema, Table } from '../../src/model/schema.ts'
import { startServer, type Server } from '../../src/verify/postgres-server.ts'

const ddl = (file: string): string => readFileSync(join(import.meta.dirname, 'introspect', file), 'utf8')

/** Runs `sql` first, in the same session. */
async function read(url: string, sql = '', options?: IntrospectOptions): Promise<Schema> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    if (sql !== '') await client.query(sql)
    return await introspect(
      (text, values) => client.query(text, values as unknown[]).then(result => result.rows as Record<string, unknown>[]),
      options,
    )
  } finally {
    await client.end()
  }
}

/** What `everything.sql` gives on each version, for the comparison across them. */
const readings = new Map<number, Schema>()

describe.each([12, 14, 16, 18])('introspect on PostgreSQL %i', major => {
  let server: Server
  let url: string
  let schema: Schema
  const table = (key: string): Table => schema.tables.get(key)!
  const column = (key: string, name: string): Column => table(key).columns.find(each => each.name === name)!
  const named = <T extends { readonly name: string }>(list: readonly T[] | undefined, name: string): T =>
    list?.find(each => each.name === name) as T

  beforeAll(async () => {
    server = await startServer({ major })
    await read(server.url('postgres'), 'CREATE ROLE writer; CREATE ROLE "Reader ""X"""')
    url = await server.createDatabase('everything')
    schema = await read(url, ddl('everything.sql'))
    readings.set(major, schema)
  })
  afterAll(() => server?.stop())

  it('finds every object once, and none of an extension, the system or the session', () => {
    expect(schema.tables.keys()).toEqual([
      'App.Order',
      'App.new',
      'abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijk',
      'events',
      'events_2024',
      'events_rest',
      'events_rest_0',
      'heir',
      'refers',
      'renamed',
      'select.table',
      'users',
      'worded',
      'worded_a',
    ])
    expect(schema.views.keys()).toEqual(['App.count', 'adults', 'heavy', 'over_view'])
    expect(schema.routines.keys()).toEqual(['App.Twice(n integer)', 'App.Twice(t text)', 'tidy', 'touch'])
    expect(schema.sequences.keys()).toEqual(['App.Order_id_seq', 'ticket', 'users_code_seq'])
    expect(schema.extensions.toJSON()).toEqual({ btree_gist: { name: 'btree_gist', schema: 'App' }, citext: { name: 'citext' } })
    expect(table('users').columns).toHaveLength(14)
  })

  it('lists what the model has no shape for', () => {
    expect(schema.others).toEqual([
      { kind: 'aggregate', name: { name: 'total(integer)' }, definition: 'int4pl integer' },
      { kind: 'composite type', name: { name: 'point3' }, definition: 'x integer, "y z" text' },
      { kind: 'inheritance', name: { name: 'heir' }, definition: 'INHERITS (renamed)' },
      { kind: 'publication', name: { name: 'everything' }, definition: 'FOR ALL TABLES' },
      { kind: 'range type', name: { name: 'span' }, definition: 'integer' },
      {
        kind: 'rule',
        name: { name: 'quiet on renamed' },
        definition: 'CREATE RULE quiet AS\n    ON DELETE TO renamed DO INSTEAD NOTHING;',
      },
    ])
  })

  it('reads columns whole', () => {
    expect(column('users', 'id')).toEqual({
      name: 'id',
      type: { kind: 'bigint', native: 'bigint' },
      nullable: false,
      identity: { generation: 'always' },
    })
    expect(column('users', 'code')).toEqual({
      name: 'code',
      type: { kind: 'integer', native: 'integer' },
      nullable: false,
      default: { sql: `nextval('users_code_seq'::regclass)` },
      ownedSequence: { name: 'users_code_seq' },
      statisticsTarget: 0,
    })
    expect(column('users', 'email')).toEqual({
      name: 'email',
      type: { kind: 'citext', native: 'citext' },
      nullable: false,
      comment: `unique, 'really'`,
      statisticsTarget: 500,
      grants: [{ grantee: 'PUBLIC', privileges: ['SELECT', 'UPDATE'] }],
    })
    expect(column('users', 'select')).toMatchObject({
      type: { native: 'character varying(63)' },
      collation: 'C',
      default: { sql: `('it''s'::text || '\\'::text)` },
    })
    expect(column('users', 'Größe "in" cm').default).toEqual({ sql: '1.5' })
    expect(column('users', 'feeling').type).toEqual({ kind: 'enum', reference: { name: 'mood' }, native: 'mood' })
    expect(column('users', 'size').type).toEqual({ kind: 'domain', reference: { schema: 'App', name: 'small' }, native: '"App".small' })
    expect(column('users', 'doubled').generated).toEqual({ expression: 'a_b * 2', stored: true })
    expect(column('users', 'a_b').options).toBe('n_distinct=-0.5')
    expect(column('users', 'raw').storage).toBe('external')
  })

  it('reads identities with the options that were given', () => {
    expect(column('select.table', 'all').identity).toEqual({ generation: 'by-default', options: 'START WITH 100 INCREMENT BY 10' })
    expect(column('renamed', 'id').identity).toEqual({ generation: 'always', options: 'SEQUENCE NAME before_rename_id_seq' })
    // A bare name here means the table's own schema, not the search path.
    expect(column('App.new', 'id').identity).toEqual({ generation: 'always', options: 'SEQUENCE NAME old_id_seq' })
    expect(
      schema.tables
        .values()
        .flatMap(each => each.columns)
        .filter(each => each.name.startsWith('äöü'))
        .map(each => each.identity),
    ).toEqual([{ generation: 'always' }])
  })

  it('reads constraints', () => {
    expect(table('users').constraints).toEqual([
      { kind: 'primary-key', name: 'users_pkey', columns: ['id'] },
      { kind: 'unique', name: 'users_email_key', columns: ['email'], include: ['code'], deferrable: 'deferrable', with: `fillfactor='70'` },
      {
        kind: 'exclusion',
        name: 'rooms',
        columns: ['room', 'period'],
        definition: 'USING gist (room WITH =, period WITH &&) WHERE ((room > 0))',
        deferrable: 'initially-deferred',
      },
      { kind: 'check', name: 'adult', expression: 'a_b > 1', validated: true, noInherit: true },
      { kind: 'check', name: 'is, (odd)', expression: `(a_b > 0) AND (("select")::text <> 'x)('::text)`, validated: true },
      { kind: 'check', name: 'later', expression: 'a_b < 100', validated: false, comment: 'soon' },
    ])
    expect(table('App.Order').constraints.filter(each => each.kind === 'foreign-key')).toEqual([
      {
        kind: 'foreign-key',
        name: 'later',
        columns: ['user_id'],
        references: { name: 'users' },
        referencedColumns: ['id'],
        validated: false,
      },
      {
        kind: 'foreign-key',
        name: 'to_self',
        columns: ['other_b', 'other_a'],
        references: { schema: 'App', name: 'Order' },
        referencedColumns: ['other_a', 'other_b'],
        onDelete: 'set default',
        onUpdate: 'restrict',
        match: 'full',
        validated: true,
      },
      {
        kind: 'foreign-key',
        name: 'to_user',
        columns: ['user_id'],
        references: { name: 'users' },
        referencedColumns: ['id'],
        onDelete: 'cascade',
        onUpdate: 'set null',
        deferrable: 'deferrable',
        validated: true,
      },
    ])
  })

  it('reads a foreign key to a partitioned table once', () => {
    expect(table('refers').constraints.map(each => each.name)).toEqual(['refers_event_id_event_at_fkey'])
  })

  it('reads indexes', () => {
    expect(table('users').indexes).toEqual([
      {
        name: 'Users (odd)',
        unique: true,
        valid: true,
        parts: [{ column: 'select', operatorClass: 'text_pattern_ops' }, { expression: 'COALESCE(a_b, 0)' }, { expression: 'tags[1]' }],
      },
      { name: 'users_fake', unique: false, valid: true, parts: [{ column: 'born' }] },
      {
        name: 'users_odd',
        unique: false,
        valid: true,
        include: ['raw'],
        with: `fillfactor='60'`,
        where: `(feeling = 'sad'::mood) AND (("select")::text <> ', ('::text)`,
        parts: [
          { expression: 'lower((email)::text)', collation: 'C', operatorClass: 'text_pattern_ops', order: 'desc', nulls: 'last' },
          { column: 'a_b', nulls: 'first' },
          { expression: 'a_b + room' },
          { column: 'Größe "in" cm', order: 'desc' },
        ],
      },
      {
        name: 'users_tags',
        unique: false,
        valid: true,
        method: 'gin',
        with: 'fastupdate=off',
        comment: 'find by tag',
        parts: [{ column: 'tags' }],
      },
    ])
  })

  it('reads triggers, with the columns that pin types', () => {
    expect(table('users').triggers).toEqual([
      {
        name: 'late',
        definition:
          'CREATE CONSTRAINT TRIGGER late AFTER INSERT ON users DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION touch()',
        function: { name: 'touch' },
        columns: [],
        enabled: 'disabled',
        comment: 'off',
      },
      {
        name: 'zz_touch',
        definition:
          'CREATE TRIGGER zz_touch BEFORE INSERT OR UPDATE OF email, "select" ON users FOR EACH ROW WHEN (new.a_b IS NOT NULL) EXECUTE FUNCTION touch()',
        function: { name: 'touch' },
        columns: ['a_b', 'email', 'select'],
        enabled: 'always',
      },
    ])
    expect(named(table('events').triggers, 'each_event')).toBeDefined()
    expect(table('events_2024').triggers).toBeUndefined()
  })

  it('reads policies, privileges and the rest of a table', () => {
    const { policies, rowSecurity, grants, owner, comment, extendedStatistics, publications, replicaIdentity, options } = table('users')
    expect({ policies, rowSecurity, grants, owner, comment, extendedStatistics, publications, replicaIdentity, options }).toEqual({
      policies: [
        { name: 'everyone', command: 'all', permissive: true, roles: ['PUBLIC'] },
        {
          name: 'own',
          command: 'update',
          permissive: false,
          roles: ['Reader "X"', 'writer'],
          using: 'a_b > 1',
          check: 'a_b > 2',
          comment: 'mine',
        },
      ],
      rowSecurity: 'forced',
      grants: [
        { grantee: 'Reader "X"', privileges: ['INSERT', 'SELECT'] },
        { grantee: 'writer', privileges: ['DELETE'] },
        { grantee: 'writer', privileges: ['UPDATE'], grantable: true },
      ],
      owner: 'postgres',
      comment: 'people',
      extendedStatistics: [
        {
          name: 'users_stat',
          columns: ['a_b', 'room'],
          comment: 'together',
          definition: 'CREATE STATISTICS users_stat (ndistinct, dependencies) ON a_b, room FROM users',
        },
      ],
      publications: [{ name: 'feed' }],
      replicaIdentity: 'FULL',
      options: 'fillfactor=80, toast.autovacuum_enabled=false',
    })
    expect(table('App.Order')).toMatchObject({ owner: 'writer', replicaIdentity: 'USING INDEX order_pair' })
    expect(table('App.Order').grants).toMatchObject([{ grantee: 'writer', privileges: expect.not.arrayContaining(['DELETE']) as string[] }])
    expect(table('select.table').unlogged).toBe(true)
  })

  it('reads partitions, marking what the parent gave', () => {
    expect(table('events').partitioning).toEqual({ strategy: 'range', key: 'at', columns: ['at'] })
    expect(table('worded').partitioning).toEqual({ strategy: 'list', key: 'lower("Kind")', columns: ['Kind'] })
    expect(table('worded_a').partitionOf).toEqual({ parent: { name: 'worded' }, bounds: `FOR VALUES IN ('a', NULL)` })
    expect(table('events_2024').partitionOf).toEqual({
      parent: { name: 'events' },
      bounds: `FOR VALUES FROM ('2024-01-01 00:00:00+00') TO ('2025-01-01 00:00:00+00')`,
    })
    expect(table('events_rest').partitionOf).toEqual({ parent: { name: 'events' }, bounds: 'DEFAULT' })
    expect(table('events_rest').partitioning).toEqual({ strategy: 'hash', key: 'id', columns: ['id'] })
    expect(table('events_2024').constraints.map(each => each.inherited)).toEqual([true, true, true])
    expect(table('events_2024').indexes.map(each => [each.name, each.inherited])).toEqual([
      ['events_2024_note_idx', true],
      ['events_2024_own', undefined],
    ])
    expect(table('events').constraints.every(each => each.inherited === undefined)).toBe(true)
  })

  it('reads views and what they read', () => {
    const [adults, overView, heavy] = ['adults', 'over_view', 'heavy'].map(key => schema.views.get(key))
    expect(adults).toMatchObject({
      materialized: false,
      columns: ['id', 'mail', 'order_id'],
      options: 'security_barrier=true',
      comment: 'grown',
      columnComments: { mail: 'post' },
      reads: { 'App.Order': ['id', 'user_id'], users: ['a_b', 'email', 'id'] },
      grants: [{ grantee: 'writer', privileges: ['SELECT'] }],
      columnGrants: { mail: [{ grantee: 'Reader "X"', privileges: ['SELECT'] }] },
      triggers: [{ name: 'instead' }],
    })
    expect(adults?.query).toMatch(/^SELECT u\.id,\s+u\.email AS mail,[^;]*"App"\."Order" o[^;]*$/)
    expect(overView).toMatchObject({ options: 'check_option=local', reads: { adults: ['id', 'mail'] } })
    expect(schema.views.get('App.count')?.reads).toEqual({ events: [] })
    expect(heavy).toMatchObject({ materialized: true, indexes: [{ name: 'heavy_id', unique: true }] })
  })

  it('reads types, sequences and routines', () => {
    expect(schema.enums.toJSON()).toEqual({
      'App.user': { name: { schema: 'App', name: 'user' }, values: [], owner: 'postgres' },
      mood: {
        name: { name: 'mood' },
        values: ['sad', `o'k`, 'meh', 'happy "so"'],
        grants: [{ grantee: 'PUBLIC', privileges: [] }],
        owner: 'postgres',
        comment: 'how it feels',
      },
    })
    expect(schema.domains.get('positive')).toEqual({
      name: { name: 'positive' },
      type: { kind: 'integer', native: 'integer' },
      nullable: false,
      default: { sql: '1' },
      owner: 'postgres',
      comment: 'more than none',
      checks: [
        { kind: 'check', name: 'is > 0', expression: 'VALUE > 0', validated: true },
        { kind: 'check', name: 'later', expression: 'VALUE < 1000', validated: false },
      ],
    })
    expect(schema.domains.get('App.small')?.type).toEqual({ kind: 'domain', reference: { name: 'positive' }, native: 'positive' })
    expect(schema.sequences.get('ticket')).toEqual({
      name: { name: 'ticket' },
      type: 'integer',
      options: 'AS integer START WITH 5 INCREMENT BY -2 MINVALUE -9 MAXVALUE 5 CACHE 3 CYCLE',
      grants: [{ grantee: 'writer', privileges: ['USAGE'] }],
      owner: 'postgres',
      comment: 'numbers',
    })
    expect(schema.sequences.get('App.Order_id_seq')?.ownedBy).toEqual({ table: { schema: 'App', name: 'Order' }, column: 'id' })
    expect(schema.routines.get('touch')).toEqual({
      name: { name: 'touch' },
      arguments: '',
      kind: 'function',
      grants: [{ grantee: 'PUBLIC', privileges: [] }],
      owner: 'postgres',
      comment: 'does nothing',
      definition: 'CREATE OR REPLACE FUNCTION touch()\n RETURNS trigger\n LANGUAGE plpgsql\nAS $function$ BEGIN RETURN NEW; END $function$',
    })
    expect(schema.routines.get('tidy')).toMatchObject({ kind: 'procedure', arguments: 'INOUT n integer' })
  })

  it('prints the same whatever the session had set, and leaves no trace in it', async () => {
    const settings = `SET search_path = ''; SET quote_all_identifiers = on; SET DateStyle = 'German'; SET TimeZone = 'Asia/Tokyo'; SET IntervalStyle = 'iso_8601'`
    expect(printDifferences(compareSchemas(schema, await read(url, settings)))).toBe('')
  })

  it('gives equal schemas for equal catalogs', async () => {
    const other = await read(await server.createDatabase('again'), ddl('everything.sql'))
    expect(printDifferences(compareSchemas(schema, other))).toBe('')
    expect(JSON.stringify(other)).toBe(JSON.stringify(schema))
  })

  it('reads the asked schemas only, and says which there are', async () => {
    const { tables, views, enums } = await read(url, '', { schemas: ['App'] })
    expect([tables.keys(), views.keys(), enums.keys()]).toEqual([['App.Order', 'App.new'], ['App.count'], ['App.user']])
    await expect(read(url, '', { schemas: ['app', 'App'] })).rejects.toThrow('the database has no schema app; it has App, public, select')
  })

  it('notices an index whose build failed', async () => {
    const failed = await server.createDatabase('failed')
    await read(failed, 'CREATE TABLE t (a integer); INSERT INTO t VALUES (1), (1)')
    await expect(read(failed, 'CREATE UNIQUE INDEX CONCURRENTLY broken ON t (a)')).rejects.toThrow('could not create unique index')
    expect((await read(failed)).tables.get('t')?.indexes).toEqual([
      { name: 'broken', parts: [{ column: 'a' }], unique: true, valid: false },
    ])
  })

  if (major >= 14) {
    it('reads what came with 14', async () => {
      const { tables, routines, others } = await read(await server.createDatabase('v14'), ddl('since-14.sql'))
      expect(tables.get('packed')?.columns[1]?.compression).toBe('pglz')
      expect(routines.get('bodies')?.reads).toEqual({ packed: ['body', 'id'] })
      expect(tables.get('packed')?.extendedStatistics).toEqual([
        {
          name: 'per_expression',
          columns: ['body', 'id'],
          statisticsTarget: 200,
          definition: 'CREATE STATISTICS per_expression ON body, (id + 1) FROM packed',
        },
      ])
      expect([routines.keys(), others]).toEqual([['bodies'], [{ kind: 'range type', name: { name: 'span14' }, definition: 'integer' }]])
    })
  }

  if (major >= 15) {
    it('reads what came with 15', async () => {
      const { tables, views, others } = await read(await server.createDatabase('v15'), ddl('since-15.sql'))
      expect(named(tables.get('many')?.constraints, 'once')).toEqual({
        kind: 'unique',
        name: 'once',
        columns: ['a'],
        nullsNotDistinct: true,
      })
      expect(tables.get('many')?.indexes).toEqual([
        { name: 'many_b', parts: [{ column: 'b' }], unique: true, nullsNotDistinct: true, valid: true },
      ])
      expect(tables.get('many')?.publications).toEqual([{ name: 'part', columns: ['id', 'b'], where: 'id > 10' }])
      expect(tables.get('child')?.constraints).toMatchObject([{ onDelete: 'set null', onDeleteColumns: ['b'] }])
      expect(views.get('asker')?.options).toBe('security_invoker=true')
      expect(others).toEqual([{ kind: 'publication', name: { name: 'folder' }, definition: 'FOR TABLES IN SCHEMA public' }])
    })
  }

  if (major >= 18) {
    it('reads what came with 18', async () => {
      const { tables } = await read(await server.createDatabase('v18'), ddl('since-18.sql'))
      expect(tables.get('modern')?.constraints).toEqual([
        { kind: 'primary-key', name: 'modern_pkey', columns: ['id', 'during'], withoutOverlaps: true },
        { kind: 'check', name: 'lax', expression: 'a > 0', validated: false, enforced: false },
        { kind: 'not-null', name: 'b_is_there', column: 'b', validated: true },
        { kind: 'not-null', name: 'mine', column: 'd', validated: true, noInherit: true },
        { kind: 'not-null', name: 'modern_c_not_null', column: 'c', validated: false },
      ])
      expect(tables.get('modern')?.columns.map(each => [each.name, each.nullable])).toEqual([
        ['id', false],
        ['during', false],
        ['a', false],
        ['b', false],
        ['c', true],
        ['d', false],
        ['twice', true],
      ])
      expect(tables.get('modern')?.columns[6]?.generated).toEqual({ expression: 'a * 2', stored: false })
      expect(tables.get('stays')?.constraints).toMatchObject([{ kind: 'foreign-key', columns: ['id', 'during'], period: true }])
      expect(tables.get('loose')?.constraints).toMatchObject([{ kind: 'primary-key' }, { kind: 'foreign-key', enforced: false }])
    })
  }
})

it('differs between 12 and 18 only in what the servers themselves changed', () => {
  const [old, latest] = [readings.get(12), readings.get(18)]
  expect(
    old === undefined || latest === undefined ? ['both must have been read'] : compareSchemas(old, latest).map(({ path }) => path),
  ).toEqual([
    'tables["App.Order"].grants.writer.privileges',
    'tables["App.new"].constraints.old_id_not_null',
    'tables.renamed.constraints.before_rename_id_not_null',
    'views.heavy.query',
    'views.over_view.query',
  ])
})
