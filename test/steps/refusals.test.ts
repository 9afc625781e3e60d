import { Entries } from '../../src/model/entries.ts'
import { describe, expect, test } from 'vitest'
import { semantics } from '../../src/engines/postgres/expressions.ts'
import type { Schema, Table } from '../../src/model/schema.ts'
import { applyAll, applyStep } from '../../src/steps/index.ts'
import { StepDoesNotApply, type Step } from '../../src/steps/step.ts'
import { check, column, foreignKey, index, mood, named, nextPartition, partition, primaryKey, shop, type, unique } from './shop.ts'

const users = named('users')
const posts = named('posts')
const events = named('events')
const table = (name: string): Table => shop.tables.get(name)!
const columnOf = (of: string, name: string) => table(of).columns.find(c => c.name === name)!
const constraintOf = (of: string, name: string) => table(of).constraints.find(c => c.name === name)!
const dropColumn = (of: string, name: string): Step => ({ kind: 'drop-column', table: named(of), column: columnOf(of, name) })
const after = (...steps: readonly Step[]): Schema => applyAll(steps, shop, semantics)

/** What PostgreSQL refuses, and the object the reason must name. */
const refusals: [what: string, step: Step, reason: RegExp, schema?: Schema][] = [
  // what is there already, what is not there
  ['a second column of a name', { kind: 'add-column', table: users, column: column('email') }, /already has a column email/],
  ['a column of a missing table', { kind: 'add-column', table: named('nobody'), column: column('x') }, /no table nobody/],
  [
    'a column of a missing enum',
    { kind: 'add-column', table: users, column: column('x', { ...mood, reference: named('gone') }) },
    /no enum gone/,
  ],
  ['a missing column', { kind: 'set-not-null', table: users, column: 'nothing' }, /users has no column nothing/],
  ['a table named as a view', { kind: 'create-table', table: { ...table('posts'), name: named('titles') } }, /a view named titles/],
  [
    'a table named as an index',
    { kind: 'create-table', table: { name: named('posts_body_idx'), columns: [], constraints: [], indexes: [] } },
    /index named posts_body_idx on posts/,
  ],
  [
    'a table with a column twice',
    { kind: 'create-table', table: { name: named('x'), columns: [column('a'), column('a')], constraints: [], indexes: [] } },
    /a is stated twice/,
  ],
  [
    'an index of a taken name',
    { kind: 'create-index', table: users, index: index('posts_pkey', ['age']), online: false },
    /index named posts_pkey/,
  ],
  [
    'an index on a missing column',
    { kind: 'create-index', table: users, index: index('i', ['lower(nothing)']), online: false },
    /no column nothing/,
  ],
  [
    'a constraint of a taken name',
    { kind: 'add-constraint', table: users, constraint: check('users_pkey', 'age > 1') },
    /already has a constraint users_pkey/,
  ],
  ['a check on a missing column', { kind: 'add-constraint', table: users, constraint: check('c', 'nothing > 1') }, /no column nothing/],
  ['a second primary key', { kind: 'add-constraint', table: users, constraint: primaryKey('again', 'id') }, /already has a primary key/],
  ['a rename to a taken name', { kind: 'rename-column', table: users, from: 'age', to: 'name' }, /already has a column name/],
  ['a table renamed to a sequence', { kind: 'rename-table', from: users, to: 'tickets' }, /a sequence named tickets/],
  ['a type renamed to a table', { kind: 'rename-type', from: named('mood'), to: 'users' }, /a table named users/],
  ['a label twice', { kind: 'add-enum-value', enum: named('mood'), value: 'ok' }, /already has the label ok/],
  ['a label beside a missing one', { kind: 'add-enum-value', enum: named('mood'), value: 'x', after: 'y' }, /no label y/],
  ['a trigger twice', { kind: 'create-trigger', table: users, trigger: table('users').triggers![0]! }, /already has a trigger touch/],
  ['a routine twice', { kind: 'create-routine', routine: shop.routines.get('touch')! }, /already a function touch\(\)/],
  [
    'a view that reads nothing known',
    { kind: 'create-view', view: { ...shop.views.get('titles')!, name: named('v'), reads: { nowhere: ['x'] } } },
    /no relation nowhere/,
  ],
  [
    'a backfill of a generated column',
    { kind: 'backfill', table: users, set: [{ column: 'email_length', expression: '1' }], where: 'true', key: [] },
    /email_length is generated/,
  ],

  // what depends on it (2BP01)
  ['a column a policy names', dropColumn('users', 'email'), /policy own/],
  ['a column a generated one is made of', dropColumn('users', 'email'), /generated column email_length/],
  ['a column a publication lists', dropColumn('users', 'email'), /publication feed/],
  ['a column a trigger watches', dropColumn('users', 'status'), /trigger touch/],
  ['a column a foreign key points to', dropColumn('users', 'id'), /foreign key posts_user_id_fkey of posts/],
  ['a column a view reads', dropColumn('teams', 'title'), /view team_titles/],
  ['a column of the partition key', dropColumn('events', 'at'), /partition key/],
  ['a column of a partition', dropColumn('events_2025', 'note'), /inherited; change events instead/],
  [
    'a column in the condition of an exclusion',
    { kind: 'drop-column', table: posts, column: columnOf('posts', 'body') },
    /exclusion one/,
    {
      ...shop,
      tables: Entries.of({
        ...shop.tables.toJSON(),
        posts: {
          ...table('posts'),
          constraints: [
            { kind: 'exclusion', name: 'one', columns: ['slug'], definition: 'USING btree (slug WITH =) WHERE ((body IS NOT NULL))' },
          ],
        },
      }),
    },
  ],
  [
    'a column included in a key others point to',
    { kind: 'drop-column', table: posts, column: columnOf('posts', 'slug') },
    /foreign key notes_fk of notes/,
    after(
      { kind: 'drop-constraint', table: posts, constraint: constraintOf('posts', 'posts_pkey') },
      { kind: 'add-constraint', table: posts, constraint: { kind: 'unique', name: 'wide', columns: ['id'], include: ['slug'] } },
      {
        kind: 'create-table',
        table: {
          name: named('notes'),
          columns: [column('post', type('bigint'))],
          constraints: [foreignKey('notes_fk', ['post'], 'posts')],
          indexes: [],
        },
      },
    ),
  ],
  [
    'a key others point to',
    { kind: 'drop-constraint', table: users, constraint: constraintOf('users', 'users_pkey') },
    /foreign key posts_user_id_fkey of posts/,
  ],
  [
    "a partition's copy of a constraint",
    { kind: 'drop-constraint', table: named('events_2025'), constraint: constraintOf('events_2025', 'events_2025_pkey') },
    /inherited/,
  ],
  [
    "a partition's copy of an index",
    { kind: 'drop-index', table: named('events_2025'), index: table('events_2025').indexes[0]!, online: false },
    /attached/,
  ],
  ['a table others point to', { kind: 'drop-table', table: table('teams') }, /view team_titles, foreign key users_team_id_fkey of users/],
  ['a view others read', { kind: 'drop-view', view: shop.views.get('team_titles')! }, /view titles/],
  ['an enum in use', { kind: 'drop-enum', enum: shop.enums.get('mood')! }, /column users\.status/],
  ['a sequence a default draws from', { kind: 'drop-sequence', sequence: shop.sequences.get('users_id_seq')! }, /default of users\.id/],
  ['a function a trigger calls', { kind: 'drop-routine', routine: shop.routines.get('touch')! }, /trigger touch of users/],
  [
    'an extension whose type is used',
    { kind: 'drop-extension', extension: { name: 'citext' } },
    /column users\.nick/,
    after({ kind: 'add-column', table: users, column: column('nick', type('citext')) }),
  ],

  // what the server asks for first
  [
    'another type under a policy',
    { kind: 'alter-column-type', table: users, from: columnOf('users', 'email'), to: column('email', type('varchar')) },
    /policy own.*0A000/,
  ],
  [
    'a foreign key to what is not unique',
    { kind: 'add-constraint', table: posts, constraint: foreignKey('f', ['body'], 'users', ['name', 'age']) },
    /no unique constraint on \(name, age\).*42830/,
  ],
  [
    'an index that cannot become a key',
    { kind: 'add-constraint', table: users, constraint: unique('u', 'email'), usingIndex: table('users').indexes[0]! },
    /cannot become u/,
  ],
  ['NULL in a primary key', { kind: 'drop-not-null', table: users, column: 'id' }, /in the primary key/],
  ['NULL in an identity column', { kind: 'drop-not-null', table: named('teams'), column: 'id' }, /identity column/],
  [
    'a default of a generated column',
    { kind: 'set-default', table: users, column: 'email_length', from: undefined, to: { sql: '1' } },
    /generated column/,
  ],
  [
    'identity of a nullable column',
    { kind: 'set-identity', table: users, column: 'age', from: undefined, to: { generation: 'always' } },
    /must be NOT NULL/,
  ],
  [
    'validating a unique constraint',
    { kind: 'validate-constraint', table: users, constraint: constraintOf('users', 'users_name_key') },
    /never unvalidated/,
  ],
  [
    'a deferrable check',
    { kind: 'set-constraint-deferrable', table: users, constraint: 'users_age_check', from: undefined, to: 'deferrable' },
    /only a foreign key/,
  ],
  [
    'a concurrent build on a partitioned table',
    { kind: 'create-index', table: events, index: index('i', ['note']), online: true },
    /cannot be built concurrently/,
  ],
  [
    'a view that loses a column',
    { kind: 'replace-view', from: shop.views.get('team_titles')!, to: { ...shop.views.get('team_titles')!, columns: ['id'] } },
    /can only be appended/,
  ],
  [
    'a concurrent refresh without a unique index',
    { kind: 'refresh-view', view: named('ages'), online: true },
    /no unique index/,
    { ...shop, views: Entries.of({ ages: { ...shop.views.get('ages')!, indexes: [] } }) },
  ],
  [
    'a partition of a plain table',
    { kind: 'attach-partition', table: named('events_2026'), partitionOf: { parent: users, bounds: 'DEFAULT' } },
    /users is not partitioned/,
  ],
  ['a partition of another shape', { kind: 'attach-partition', table: posts, partitionOf: nextPartition }, /posts lacks column at/],
  [
    'a partition that may hold NULL',
    { kind: 'attach-partition', table: named('events_2026'), partitionOf: nextPartition },
    /events_2026\.id must be NOT NULL/,
    {
      ...shop,
      tables: Entries.of({
        ...shop.tables.toJSON(),
        events_2026: { ...table('events_2026'), columns: table('events_2026').columns.map(c => ({ ...c, nullable: true })) },
      }),
    },
  ],
  [
    'detaching what is not attached',
    { kind: 'detach-partition', table: named('events_2026'), partitionOf: partition, online: false },
    /no partition of events/,
  ],
]

describe('what the server refuses, the model refuses with its name', () => {
  test.each(refusals)('%s', (_what, step, reason, schema = shop) => {
    const attempt = (): Schema => applyStep(step, schema, semantics)
    expect(attempt).toThrow(StepDoesNotApply)
    expect(attempt).toThrow(reason)
  })
})

describe('steps that go together', () => {
  test('a foreign key rests on the first unique that fits, so a later one can go', () => {
    const twice = after({ kind: 'add-constraint', table: users, constraint: unique('spare', 'id') })
    expect(applyStep({ kind: 'drop-constraint', table: users, constraint: unique('spare', 'id') }, twice, semantics)).toEqual(shop)
  })

  test('an opaque step taints, and what is tainted is not asked for a unique constraint', () => {
    const opaque = after({
      kind: 'execute-sql',
      up: 'ALTER TABLE users ADD UNIQUE (age, name)',
      reason: 'kept',
      transactional: true,
      touches: ['users'],
    })
    expect(opaque.tainted).toEqual(['users'])
    const key = foreignKey('f', ['user_id', 'body'], 'users', ['age', 'name'])
    expect(
      applyStep({ kind: 'add-constraint', table: posts, constraint: key }, opaque, semantics).tables.get('posts')!.constraints,
    ).toContainEqual(key)
  })

  test('a dropped replica identity is declared gone', () => {
    expect(
      after({ kind: 'drop-index', table: posts, index: table('posts').indexes[0]!, online: false }).tables.get('posts')!.replicaIdentity,
    ).toBeUndefined()
  })

  test('a serial brings its sequence, which goes with its column', () => {
    const serial = column('number', type('integer'), { ownedSequence: named('posts_number_seq') })
    const made = after({ kind: 'add-column', table: posts, column: serial })
    expect(made.sequences.get('posts_number_seq')).toEqual({
      name: named('posts_number_seq'),
      type: 'integer',
      ownedBy: { table: posts, column: 'number' },
      options: 'AS integer START WITH 1 INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 CACHE 1 NO CYCLE',
    })
    expect(
      applyStep({ kind: 'drop-column', table: posts, column: serial }, made, semantics).sequences.get('posts_number_seq'),
    ).toBeUndefined()
  })
})
