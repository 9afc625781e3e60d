import { Entries } from '../../src/model/entries.ts'
import type { Column, Constraint, Index, Schema, Sequence, Table, View } from '../../src/model/schema.ts'
import { semantics } from '../../src/engines/postgres/expressions.ts'
import { applyAll, applyStep } from '../../src/steps/index.ts'
import type { Step, StepKind, StepOf } from '../../src/steps/step.ts'
import { check, column, foreignKey, index, mood, named, nextPartition, partition, primaryKey, shop, type, unique } from './shop.ts'

const tableOf = (name: string): Table => shop.tables.get(name)!
const columnOf = (table: string, name: string): Column => tableOf(table).columns.find(c => c.name === name)!
const constraintOf = (table: string, name: string): Constraint => tableOf(table).constraints.find(c => c.name === name)!
const indexOf = (table: string, name: string): Index => tableOf(table).indexes.find(i => i.name === name)!
const withTable = (name: string, edit: (table: Table) => Table): Schema => ({
  ...shop,
  tables: Entries.of({ ...shop.tables.toJSON(), [name]: edit(tableOf(name)) }),
})
const view = (name: string): View => shop.views.get(name)!
const sequence = (name: string): Sequence => shop.sequences.get(name)!

const afterwards = (step: Step): Schema => applyStep(step, shop, semantics)

const users = named('users')
const posts = named('posts')
const events = named('events')

export interface Sample<S> {
  readonly schema?: Schema
  readonly step: S
}

const unvalidated = foreignKey('events_user_id_fkey', ['user_id'], 'users', ['id'], { validated: false })
const parentIndex = index('events_user_id_idx', ['user_id'], { valid: false })
const halfIndexed = {
  ...shop,
  tables: shop.tables
    .with('events', { ...tableOf('events'), indexes: [...tableOf('events').indexes, parentIndex] })
    .with('events_2025', { ...tableOf('events_2025'), indexes: [...tableOf('events_2025').indexes, index('mine', ['user_id'])] }),
}
const fill = { table: posts, name: 'fill_slug', column: 'slug', expression: 'lower(NEW.body)' }
const sync = { table: users, name: 'sync_users_name', pairs: [{ from: 'name', to: 'notes' }] }
const trigger = {
  name: 'log',
  definition: 'CREATE TRIGGER log AFTER INSERT ON posts FOR EACH ROW EXECUTE FUNCTION touch()',
  function: named('touch'),
  columns: [],
  enabled: 'origin',
} as const
const routine = { name: named('touch'), arguments: '', kind: 'function', definition: 'CREATE OR REPLACE FUNCTION touch() …' } as const
const twice = { ...routine, arguments: 'integer' }
const plainView: View = {
  name: named('emails'),
  query: ' SELECT email\n   FROM users',
  reads: { users: ['email'] },
  columns: ['email'],
  materialized: false,
}

/** Steps that apply to the shop (or to a schema of their own), at least one of every kind: the compiler sees to it. */
export const samples: { readonly [K in StepKind]: readonly Sample<StepOf<K>>[] } = {
  // columns
  'add-column': [
    { step: { kind: 'add-column', table: users, column: column('full_name') } },
    { step: { kind: 'add-column', table: events, column: column('kind', mood, { nullable: false, default: { sql: "'sad'::mood" } }) } },
    {
      step: {
        kind: 'add-column',
        table: posts,
        column: column('number', type('integer'), {
          nullable: false,
          default: { sql: "nextval('posts_number_seq'::regclass)" },
          ownedSequence: named('posts_number_seq'),
        }),
      },
    },
  ],
  'drop-column': [
    ...['notes', 'age', 'team_id', 'name', 'email_length'].map(
      name => ({ step: { kind: 'drop-column', table: users, column: columnOf('users', name) } }) as const,
    ),
    {
      schema: withTable('users', t => ({ ...t, columns: t.columns.map(c => (c.name === 'name' ? { ...c, nullable: false } : c)) })),
      step: { kind: 'drop-column', table: users, column: columnOf('users', 'name') },
    },
    {
      schema: withTable('users', t => ({
        ...t,
        constraints: [...t.constraints, check('some_text', 'name IS NOT NULL OR notes IS NOT NULL')],
      })),
      step: { kind: 'drop-column', table: users, column: columnOf('users', 'name') },
    },
    { step: { kind: 'drop-column', table: events, column: columnOf('events', 'note') } },
    { step: { kind: 'drop-column', table: posts, column: columnOf('posts', 'id') } },
    { step: { kind: 'drop-column', table: posts, column: columnOf('posts', 'room') } },
    { step: { kind: 'drop-column', table: posts, column: columnOf('posts', 'slug') } },
    {
      schema: applyAll(
        [
          {
            kind: 'add-column',
            table: posts,
            column: column('number', type('integer'), {
              ownedSequence: named('tickets'),
              default: { sql: "nextval('tickets'::regclass)" },
            }),
          },
          { kind: 'add-constraint', table: posts, constraint: unique('posts_number_key', 'number') },
        ],
        shop,
        semantics,
      ),
      step: { kind: 'drop-column', table: posts, column: column('number', type('integer')) },
    },
  ],
  'rename-column': [
    ...['email', 'name', 'status', 'age', 'team_id', 'id'].map(
      from => ({ step: { kind: 'rename-column', table: users, from, to: `${from}_new` } }) as const,
    ),
    { step: { kind: 'rename-column', table: events, from: 'at', to: 'happened' } },
    { step: { kind: 'rename-column', table: named('teams'), from: 'title', to: 'Called "it"' } },
    { step: { kind: 'rename-column', table: posts, from: 'room', to: 'order' } },
  ],
  'alter-column-type': [
    {
      step: {
        kind: 'alter-column-type',
        table: users,
        from: columnOf('users', 'name'),
        to: { ...columnOf('users', 'name'), type: type('text') },
      },
    },
    {
      step: {
        kind: 'alter-column-type',
        table: users,
        from: columnOf('users', 'id'),
        to: { ...columnOf('users', 'id'), type: type('numeric') },
      },
    },
    {
      step: {
        kind: 'alter-column-type',
        table: users,
        from: columnOf('users', 'notes'),
        to: { ...columnOf('users', 'notes'), type: type('jsonb') },
        using: 'notes::jsonb',
        usingBack: 'notes::text',
      },
    },
    {
      step: {
        kind: 'alter-column-type',
        table: events,
        from: columnOf('events', 'user_id'),
        to: { ...columnOf('events', 'user_id'), type: type('text') },
      },
    },
  ],
  'set-default': [
    { step: { kind: 'set-default', table: users, column: 'notes', from: { sql: "''::text" }, to: undefined } },
    { step: { kind: 'set-default', table: events, column: 'note', from: undefined, to: { sql: "'-'::text" } } },
    { step: { kind: 'set-default', table: users, column: 'notes', from: undefined, to: { sql: "'stated from is wrong'::text" } } },
  ],
  'set-not-null': [
    { step: { kind: 'set-not-null', table: users, column: 'age' } },
    { step: { kind: 'set-not-null', table: users, column: 'email' } },
    { step: { kind: 'set-not-null', table: events, column: 'user_id' } },
  ],
  'drop-not-null': [
    { step: { kind: 'drop-not-null', table: users, column: 'email' } },
    { step: { kind: 'drop-not-null', table: users, column: 'age' } },
  ],
  'set-identity': [
    {
      step: {
        kind: 'set-identity',
        table: posts,
        column: 'id',
        from: undefined,
        to: { generation: 'by-default', options: 'SEQUENCE NAME post_ids START WITH 100' },
      },
    },
    { step: { kind: 'set-identity', table: named('teams'), column: 'id', from: { generation: 'always' }, to: undefined } },
    {
      step: { kind: 'set-identity', table: named('teams'), column: 'id', from: { generation: 'always' }, to: { generation: 'by-default' } },
    },
    {
      step: {
        kind: 'set-identity',
        table: named('teams'),
        column: 'id',
        from: { generation: 'always' },
        to: { generation: 'always', options: 'CACHE 7 INCREMENT BY 2' },
      },
    },
  ],
  'set-generated': [
    {
      step: {
        kind: 'set-generated',
        table: users,
        column: 'email_length',
        from: { expression: 'length(email)', stored: true },
        to: { expression: 'length(email) + 1', stored: true },
      },
    },
    {
      step: {
        kind: 'set-generated',
        table: users,
        column: 'email_length',
        from: { expression: 'length(email)', stored: true },
        to: undefined,
      },
    },
  ],
  'set-column-option': [
    { step: { kind: 'set-column-option', table: users, column: 'age', option: 'statistics', from: undefined, to: '500' } },
    { step: { kind: 'set-column-option', table: users, column: 'notes', option: 'storage', from: undefined, to: 'external' } },
    { step: { kind: 'set-column-option', table: users, column: 'notes', option: 'compression', from: undefined, to: 'lz4' } },
  ],
  'create-sync-trigger': [{ step: { kind: 'create-sync-trigger', ...sync } }],
  'drop-sync-trigger': [{ schema: afterwards({ kind: 'create-sync-trigger', ...sync }), step: { kind: 'drop-sync-trigger', ...sync } }],
  'create-fill-trigger': [{ step: { kind: 'create-fill-trigger', ...fill } }],
  'drop-fill-trigger': [{ schema: afterwards({ kind: 'create-fill-trigger', ...fill }), step: { kind: 'drop-fill-trigger', ...fill } }],
  backfill: [
    { step: { kind: 'backfill', table: users, set: [{ column: 'notes', expression: 'name' }], where: 'notes IS NULL', key: ['id'] } },
    {
      step: {
        kind: 'backfill',
        table: users,
        set: [{ column: 'notes', expression: 'name' }],
        where: 'notes IS NULL',
        key: [],
        inverse: { set: [{ column: 'name', expression: 'notes' }], where: 'name IS NULL' },
      },
    },
  ],

  // constraints and indexes
  'add-constraint': [
    { step: { kind: 'add-constraint', table: users, constraint: check('email_is_long', 'length(email) > 2', false) } },
    { step: { kind: 'add-constraint', table: users, constraint: unique('users_age_key', 'age', 'email') } },
    {
      step: {
        kind: 'add-constraint',
        table: posts,
        constraint: unique('posts_slug_key', 'slug'),
        usingIndex: indexOf('posts', 'posts_slug_idx'),
      },
    },
    {
      schema: withTable('posts', t => ({
        ...t,
        constraints: t.constraints.slice(1),
        columns: t.columns.map(c => ({ ...c, nullable: true })),
      })),
      step: { kind: 'add-constraint', table: posts, constraint: primaryKey('posts_pkey', 'id') },
    },
    {
      step: {
        kind: 'add-constraint',
        table: users,
        constraint: { kind: 'not-null', name: 'users_age_not_null', column: 'age', validated: false },
      },
    },
    {
      step: {
        kind: 'add-constraint',
        table: users,
        constraint: { kind: 'not-null', name: 'users_age_not_null', column: 'age', validated: true },
      },
    },
    {
      step: {
        kind: 'add-constraint',
        table: users,
        constraint: { kind: 'not-null', name: 'age_is_known', column: 'age', validated: true },
      },
    },
    { step: { kind: 'add-constraint', table: events, constraint: foreignKey('events_user_id_fkey', ['user_id'], 'users') } },
    { step: { kind: 'add-constraint', table: events, constraint: unique('events_key', 'user_id', 'at') } },
    { step: { kind: 'add-constraint', table: events, constraint: check('events_check', 'user_id > 0') } },
  ],
  'drop-constraint': [
    ...['users_name_key', 'users_age_check', 'users_notes_check', 'users_team_id_fkey'].map(
      name => ({ step: { kind: 'drop-constraint', table: users, constraint: constraintOf('users', name) } }) as const,
    ),
    { step: { kind: 'drop-constraint', table: posts, constraint: constraintOf('posts', 'posts_pkey') } },
    { step: { kind: 'drop-constraint', table: posts, constraint: constraintOf('posts', 'posts_room_excl') } },
    { step: { kind: 'drop-constraint', table: events, constraint: constraintOf('events', 'events_pkey') } },
    { step: { kind: 'drop-constraint', table: events, constraint: constraintOf('events', 'events_note_check') } },
    {
      step: {
        kind: 'drop-constraint',
        table: users,
        constraint: { kind: 'not-null', name: 'users_email_not_null', column: 'email', validated: true },
      },
    },
  ],
  'validate-constraint': [
    { step: { kind: 'validate-constraint', table: users, constraint: constraintOf('users', 'users_notes_check') } },
    { step: { kind: 'validate-constraint', table: users, constraint: constraintOf('users', 'users_age_check') } },
    {
      schema: afterwards({ kind: 'add-constraint', table: events, constraint: unvalidated }),
      step: { kind: 'validate-constraint', table: events, constraint: unvalidated },
    },
  ],
  'rename-constraint': [
    { step: { kind: 'rename-constraint', table: users, from: 'users_pkey', to: 'people_pkey' } },
    { step: { kind: 'rename-constraint', table: events, from: 'events_note_check', to: 'noted' } },
    { step: { kind: 'rename-constraint', table: events, from: 'events_pkey', to: 'happenings' } },
  ],
  'set-constraint-deferrable': [
    {
      step: {
        kind: 'set-constraint-deferrable',
        table: users,
        constraint: 'users_team_id_fkey',
        from: undefined,
        to: 'initially-deferred',
      },
    },
  ],
  'create-index': [
    {
      step: {
        kind: 'create-index',
        table: users,
        index: index('users_status_idx', ['status', "coalesce(name, '')"], { include: ['age'], where: 'team_id IS NOT NULL' }),
        online: true,
      },
    },
    { step: { kind: 'create-index', table: events, index: index('events_user_id_idx', ['user_id']), online: false } },
    { step: { kind: 'create-index', table: events, index: index('events_user_id_idx', ['user_id']), online: false, parentOnly: true } },
    { step: { kind: 'create-index', table: named('ages'), index: index('ages_n_idx', ['n']), online: true, materializedView: true } },
  ],
  'drop-index': [
    { step: { kind: 'drop-index', table: users, index: indexOf('users', 'users_email_idx'), online: true } },
    { step: { kind: 'drop-index', table: events, index: indexOf('events', 'events_note_idx'), online: false } },
    { step: { kind: 'drop-index', table: named('ages'), index: index('ages_user_id_idx', ['user_id']), online: true } },
  ],
  'rename-index': [
    { step: { kind: 'rename-index', table: posts, from: 'posts_slug_idx', to: 'slugs' } },
    { step: { kind: 'rename-index', table: users, from: 'users_pkey', to: 'people' } },
    { step: { kind: 'rename-index', table: named('ages'), from: 'ages_user_id_idx', to: 'by_user' } },
  ],
  'attach-index': [
    {
      schema: halfIndexed,
      step: { kind: 'attach-index', parent: events, index: 'events_user_id_idx', partition: named('events_2025'), partitionIndex: 'mine' },
    },
  ],

  // tables
  'create-table': [
    {
      step: {
        kind: 'create-table',
        table: {
          name: { schema: 'app', name: 'orders' },
          columns: [column('id', type('bigint')), column('user_id', type('bigint'))],
          constraints: [primaryKey('orders_pkey', 'id'), foreignKey('orders_user_id_fkey', ['user_id'], 'users')],
          indexes: [index('orders_user_id_idx', ['user_id'])],
        },
      },
    },
    {
      step: {
        kind: 'create-table',
        table: {
          ...tableOf('events'),
          partitioning: undefined,
          name: named('events_2024'),
          constraints: [],
          indexes: [],
          partitionOf: { parent: events, bounds: "FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')" },
        },
      },
    },
  ],
  'drop-table': [
    { schema: { ...shop, views: Entries.of({}) }, step: { kind: 'drop-table', table: tableOf('posts') } },
    { step: { kind: 'drop-table', table: tableOf('events') } },
    { step: { kind: 'drop-table', table: tableOf('events_2025') } },
    {
      schema: {
        ...shop,
        views: Entries.of({}),
        tables: Entries.of({ users: { ...tableOf('users'), constraints: tableOf('users').constraints.slice(0, 4) } }),
      },
      step: { kind: 'drop-table', table: tableOf('users') },
    },
  ],
  'rename-table': [
    { step: { kind: 'rename-table', from: users, to: 'people' } },
    { step: { kind: 'rename-table', from: named('teams'), to: 'Groups' } },
    { step: { kind: 'rename-table', from: events, to: 'happenings' } },
  ],
  'set-table-schema': [{ step: { kind: 'set-table-schema', from: users, to: 'app' } }],
  'set-table-options': [{ step: { kind: 'set-table-options', table: users, from: undefined, to: 'fillfactor=70' } }],
  'set-replica-identity': [{ step: { kind: 'set-replica-identity', table: posts, from: 'USING INDEX posts_slug_idx', to: 'FULL' } }],
  'set-owner': [{ step: { kind: 'set-owner', table: users, from: 'boss', to: 'app' } }],
  'set-comment': [
    { step: { kind: 'set-comment', object: { on: 'table', name: users }, from: 'people', to: undefined } },
    { step: { kind: 'set-comment', object: { on: 'column', table: users, name: 'age' }, from: undefined, to: 'in years' } },
    { step: { kind: 'set-comment', object: { on: 'column', table: named('titles'), name: 'title' }, from: undefined, to: 'of a team' } },
    { step: { kind: 'set-comment', object: { on: 'constraint', table: users, name: 'users_pkey' }, from: undefined, to: 'key' } },
    { step: { kind: 'set-comment', object: { on: 'index', name: named('posts_slug_idx') }, from: undefined, to: 'short names' } },
    { step: { kind: 'set-comment', object: { on: 'index', name: named('ages_user_id_idx') }, from: undefined, to: 'one a user' } },
    { step: { kind: 'set-comment', object: { on: 'type', name: named('positive') }, from: undefined, to: 'over 0' } },
    { step: { kind: 'set-comment', object: { on: 'sequence', name: named('tickets') }, from: undefined, to: 'numbers' } },
    { step: { kind: 'set-comment', object: { on: 'materialized-view', name: named('ages') }, from: undefined, to: 'counted' } },
  ],
  'grant-privileges': [
    { step: { kind: 'grant-privileges', table: users, grant: { grantee: 'report', privileges: ['SELECT'] } } },
    { step: { kind: 'grant-privileges', table: users, grant: { grantee: 'app', privileges: ['DELETE', 'SELECT'], grantable: true } } },
    { step: { kind: 'grant-privileges', table: users, column: 'email', grant: { grantee: 'report', privileges: ['SELECT'] } } },
    { step: { kind: 'grant-privileges', table: named('titles'), column: 'title', grant: { grantee: 'report', privileges: ['SELECT'] } } },
  ],
  'revoke-privileges': [
    { step: { kind: 'revoke-privileges', table: users, grant: { grantee: 'app', privileges: ['UPDATE', 'DELETE'] } } },
    { step: { kind: 'revoke-privileges', table: users, column: 'email', grant: { grantee: 'support', privileges: ['ALL'] } } },
  ],
  'create-policy': [
    {
      step: {
        kind: 'create-policy',
        table: users,
        policy: { name: 'young', command: 'all', permissive: false, roles: ['app'], using: 'age < 99', check: 'age < 99' },
      },
    },
  ],
  'drop-policy': [{ step: { kind: 'drop-policy', table: users, policy: tableOf('users').policies![0]! } }],
  'set-row-security': [{ step: { kind: 'set-row-security', table: users, from: 'enabled', to: undefined } }],
  'create-trigger': [
    { step: { kind: 'create-trigger', table: posts, trigger } },
    { step: { kind: 'create-trigger', table: named('titles'), trigger } },
  ],
  'drop-trigger': [{ step: { kind: 'drop-trigger', table: users, trigger: tableOf('users').triggers![0]! } }],
  'set-trigger-enabled': [{ step: { kind: 'set-trigger-enabled', table: users, trigger: 'touch', from: 'origin', to: 'disabled' } }],
  'create-statistics': [
    {
      step: {
        kind: 'create-statistics',
        table: posts,
        statistics: {
          name: 'post_stats',
          definition: 'CREATE STATISTICS post_stats ON user_id, slug FROM posts',
          columns: ['slug', 'user_id'],
        },
      },
    },
  ],
  'drop-statistics': [{ step: { kind: 'drop-statistics', table: users, statistics: tableOf('users').extendedStatistics![0]! } }],
  'set-publication': [
    {
      step: {
        kind: 'set-publication',
        table: users,
        publication: 'feed',
        from: { name: 'feed', columns: ['id', 'email'] },
        to: { name: 'feed' },
      },
    },
    { step: { kind: 'set-publication', table: posts, publication: 'feed', from: undefined, to: { name: 'feed', columns: ['id'] } } },
  ],
  'attach-partition': [
    { step: { kind: 'attach-partition', table: named('events_2026'), partitionOf: nextPartition } },
    {
      schema: withTable('events_2026', t => ({ ...t, constraints: t.constraints.filter(c => c.kind === 'check'), indexes: [] })),
      step: { kind: 'attach-partition', table: named('events_2026'), partitionOf: nextPartition },
    },
  ],
  'detach-partition': [{ step: { kind: 'detach-partition', table: named('events_2025'), partitionOf: partition, online: true } }],

  // types and other objects
  'create-enum': [{ step: { kind: 'create-enum', enum: { name: { schema: 'app', name: 'size' }, values: ['s', 'm'] } } }],
  'drop-enum': [
    { schema: { ...shop, tables: Entries.of({}), views: Entries.of({}) }, step: { kind: 'drop-enum', enum: shop.enums.get('mood')! } },
  ],
  'add-enum-value': [
    { step: { kind: 'add-enum-value', enum: named('mood'), value: 'furious' } },
    { step: { kind: 'add-enum-value', enum: named('mood'), value: 'bored', before: 'ok' } },
    { step: { kind: 'add-enum-value', enum: named('mood'), value: 'well', after: 'ok' } },
  ],
  'rename-enum-value': [{ step: { kind: 'rename-enum-value', enum: named('mood'), from: 'ok', to: "o'k" } }],
  'rename-type': [
    { step: { kind: 'rename-type', from: named('mood'), to: 'Feeling' } },
    { step: { kind: 'rename-type', from: named('positive'), to: 'natural' } },
  ],
  'create-domain': [{ step: { kind: 'create-domain', domain: { name: named('grumpy'), type: mood, nullable: false, checks: [] } } }],
  'drop-domain': [{ step: { kind: 'drop-domain', domain: shop.domains.get('positive')! } }],
  'add-domain-check': [{ step: { kind: 'add-domain-check', domain: named('positive'), check: check('small', 'VALUE < 9') } }],
  'drop-domain-check': [
    { step: { kind: 'drop-domain-check', domain: named('positive'), check: shop.domains.get('positive')!.checks[0]! } },
  ],
  'validate-domain-check': [
    { step: { kind: 'validate-domain-check', domain: named('positive'), check: shop.domains.get('positive')!.checks[0]! } },
  ],
  'create-sequence': [
    {
      step: {
        kind: 'create-sequence',
        sequence: { ...sequence('tickets'), name: named('numbers'), ownedBy: { table: posts, column: 'id' } },
      },
    },
  ],
  'drop-sequence': [{ step: { kind: 'drop-sequence', sequence: sequence('tickets') } }],
  'alter-sequence': [
    {
      step: {
        kind: 'alter-sequence',
        from: sequence('tickets'),
        to: { ...sequence('tickets'), ownedBy: { table: posts, column: 'id' }, options: 'AS integer START WITH 1', type: 'integer' },
      },
    },
  ],
  'advance-sequence': [
    { step: { kind: 'advance-sequence', sequence: named('users_id_seq'), table: users, column: 'id' } },
    { step: { kind: 'advance-sequence', sequence: named('teams_id_seq'), table: named('teams'), column: 'id' } },
  ],
  'create-view': [{ step: { kind: 'create-view', view: plainView } }],
  'drop-view': [{ step: { kind: 'drop-view', view: view('titles') } }, { step: { kind: 'drop-view', view: view('ages') } }],
  'replace-view': [
    {
      step: {
        kind: 'replace-view',
        from: view('team_titles'),
        to: { ...view('team_titles'), query: ' SELECT id,\n    upper(title) AS title\n   FROM teams' },
      },
    },
    {
      step: {
        kind: 'replace-view',
        from: view('titles'),
        to: { ...view('titles'), columns: ['title', 'id'], reads: { team_titles: ['id', 'title'] } },
      },
    },
  ],
  'rename-view': [
    { step: { kind: 'rename-view', from: named('team_titles'), to: 'names', materialized: false } },
    { step: { kind: 'rename-view', from: named('ages'), to: 'counts', materialized: true } },
  ],
  'refresh-view': [{ step: { kind: 'refresh-view', view: named('ages'), online: true } }],
  'create-routine': [
    { step: { kind: 'create-routine', routine: { ...routine, name: named('other') } } },
    { step: { kind: 'create-routine', routine: twice } },
  ],
  'drop-routine': [{ schema: afterwards({ kind: 'create-routine', routine: twice }), step: { kind: 'drop-routine', routine: twice } }],
  'replace-routine': [{ step: { kind: 'replace-routine', from: shop.routines.get('touch')!, to: routine } }],
  'create-extension': [{ step: { kind: 'create-extension', extension: { name: 'hstore', schema: 'app' } } }],
  'drop-extension': [{ step: { kind: 'drop-extension', extension: shop.extensions.get('citext')! } }],
  'execute-sql': [
    {
      step: {
        kind: 'execute-sql',
        up: 'CREATE RULE r AS ON INSERT TO users DO NOTHING',
        down: 'DROP RULE r ON users',
        reason: 'rules have no step',
        transactional: true,
        touches: ['users'],
      },
    },
    { step: { kind: 'execute-sql', up: 'DELETE FROM users', reason: 'seed', transactional: true, touches: [] } },
  ],
  'run-code': [
    {
      step: {
        kind: 'run-code',
        language: 'ruby',
        up: 'User.find_each(&:touch)',
        down: 'User.find_each(&:save!)',
        reason: 'calls the model User',
        touches: ['users'],
      },
    },
    { step: { kind: 'run-code', language: 'python', up: 'backfill(session)', reason: 'calls backfill', touches: [] } },
  ],
}
