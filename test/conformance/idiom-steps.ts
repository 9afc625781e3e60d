import { parseType } from '../../src/engines/postgres/types.ts'
import type { Column, ForeignKey, Index, Table } from '../../src/model/schema.ts'
import type { Step } from '../../src/steps/step.ts'

/** What the steps below start from. */
export const start = `
  CREATE TABLE orgs (id bigserial PRIMARY KEY, name text);
  CREATE TABLE users (id bigserial PRIMARY KEY, org_id bigint, name varchar(50), age integer);
  CREATE SCHEMA billing;
  CREATE TABLE billing.invoices (id bigserial PRIMARY KEY, total numeric(10,2));
`

const users = { name: 'users' }
const invoices = { schema: 'billing', name: 'invoices' }
const column = (name: string, native: string, more: Partial<Column> = {}): Column => ({
  name,
  type: parseType(native),
  nullable: true,
  ...more,
})
const index = (name: string, column: string, more: Partial<Index> = {}): Index => ({
  name,
  parts: [{ column }],
  unique: false,
  valid: true,
  ...more,
})
const serial = (table: string): Column =>
  column('id', 'bigint', {
    nullable: false,
    default: { sql: `nextval('${table}_id_seq'::regclass)` },
    ownedSequence: { name: `${table}_id_seq` },
  })
const key = (name: string, ...columns: readonly string[]) => ({ kind: 'primary-key', name, columns }) as const
const toOrgs: ForeignKey = {
  kind: 'foreign-key',
  name: 'users_org_fkey',
  columns: ['org_id'],
  references: { name: 'orgs' },
  referencedColumns: ['id'],
  onDelete: 'cascade',
  validated: false,
}
const adult = { kind: 'check', name: 'users_age_check', expression: "age >= 0 AND name <> 'it''s'", validated: false } as const

const posts: Table = {
  name: { name: 'posts' },
  columns: [
    serial('posts'),
    column('user_id', 'bigint', { nullable: false }),
    column('title', 'character varying(200)', { nullable: false, default: { sql: "'new'::character varying" } }),
    column('is_public', 'boolean', { nullable: false, default: { sql: 'false' } }),
    column('at', 'timestamp(6) without time zone'),
    column('amount', 'numeric(8,2)'),
  ],
  constraints: [
    key('posts_pkey', 'id'),
    { kind: 'foreign-key', name: 'posts_user_fkey', columns: ['user_id'], references: users, referencedColumns: ['id'], validated: true },
  ],
  indexes: [index('posts_user_idx', 'user_id')],
}

const natives = [
  'smallint',
  'integer',
  'bigint',
  'numeric(12,3)',
  'numeric',
  'real',
  'double precision',
  'money',
  'boolean',
  'text',
  'character varying',
  'character varying(20)',
  'character(3)',
  'uuid',
  'json',
  'jsonb',
  'xml',
  'bytea',
  'date',
  'time without time zone',
  'time(3) without time zone',
  'timestamp without time zone',
  'timestamp(3) without time zone',
  'timestamp with time zone',
  'timestamp(0) with time zone',
  'interval',
  'bit(3)',
  'bit varying(5)',
  'inet',
  'cidr',
  'macaddr',
  'tsvector',
  'int4range',
  'text[]',
  'integer[]',
  'numeric(5,1)[]',
]

const defaults: readonly (readonly [string, string])[] = [
  ['integer', '0'],
  ['integer', '-5'],
  ['bigint', '9000000000'],
  ['bigint', '0'],
  ['smallint', '-5'],
  ['numeric(5,2)', '1.50'],
  ['boolean', 'true'],
  ['text', "'it''s'::text"],
  ['text', '\'a\\b "#{x}" $y\'::text'],
  ['character varying(9)', "'x'::character varying"],
  ['jsonb', "'{}'::jsonb"],
  ['timestamp with time zone', 'now()'],
  ['timestamp with time zone', 'CURRENT_TIMESTAMP'],
  ['timestamp(0) without time zone', 'CURRENT_TIMESTAMP'],
  ['text[]', "'{}'::text[]"],
  ['uuid', 'gen_random_uuid()'],
  ['date', "'2026-01-01'::date"],
]

const add = (table: Table['name'], added: Column): Step => ({ kind: 'add-column', table, column: added })

/** Every kind of step that some framework has words for, in an order in which each applies after the ones before. */
export const steps: readonly Step[] = [
  { kind: 'create-table', table: posts },
  {
    kind: 'create-table',
    table: {
      name: { name: 'tags' },
      columns: [
        column('id', 'uuid', { nullable: false, default: { sql: 'gen_random_uuid()' } }),
        column('label', 'text', { comment: "a tag's text" }),
      ],
      constraints: [key('tags_pkey', 'id')],
      indexes: [],
      comment: 'Tags.',
    },
  },
  {
    kind: 'create-table',
    table: {
      name: { name: 'taggings' },
      columns: [column('post_id', 'bigint', { nullable: false }), column('tag_id', 'uuid', { nullable: false })],
      constraints: [key('taggings_pkey', 'post_id', 'tag_id')],
      indexes: [],
    },
  },
  ...natives.map((native, n) => add(users, column(`c${n}`, native))),
  ...defaults.map(([native, sql], n) =>
    add(users, column(`d${n}`, native, { default: { sql }, nullable: n % 2 === 0, comment: `default ${n}` })),
  ),
  add(users, column('first name', 'text')),
  add(users, column('sorted', 'text', { collation: 'C' })),
  add(users, column('doubled', 'integer', { generated: { expression: 'age * 2', stored: true } })),
  add(invoices, column('paid_at', 'timestamp with time zone')),
  { kind: 'create-index', table: users, index: index('users_name_idx', 'name'), online: true },
  { kind: 'create-index', table: users, index: index('users_c9_idx', 'c9', { unique: true, where: 'age > 1' }), online: true },
  {
    kind: 'create-index',
    table: users,
    index: index('users_c15_idx', 'c15', { method: 'gin', parts: [{ column: 'c15', operatorClass: 'jsonb_path_ops' }] }),
    online: true,
  },
  {
    kind: 'create-index',
    table: users,
    index: index('users_order_idx', 'age', { parts: [{ column: 'age', order: 'desc', nulls: 'last' }, { column: 'name' }] }),
    online: false,
  },
  { kind: 'create-index', table: users, index: index('users_lower_idx', '', { parts: [{ expression: 'lower(name)' }] }), online: false },
  { kind: 'create-index', table: users, index: index('users_first_idx', 'first name'), online: false },
  { kind: 'create-index', table: invoices, index: index('invoices_paid_idx', 'paid_at'), online: true },
  { kind: 'create-index', table: users, index: index('users_c10_idx', 'c10'), online: false },
  { kind: 'rename-index', table: users, from: 'users_c10_idx', to: 'users_c10_index' },
  { kind: 'drop-index', table: users, index: index('users_c10_index', 'c10'), online: false },
  { kind: 'drop-index', table: users, index: index('users_name_idx', 'name'), online: true },
  { kind: 'drop-index', table: invoices, index: index('invoices_paid_idx', 'paid_at'), online: true },
  { kind: 'add-constraint', table: users, constraint: toOrgs },
  { kind: 'validate-constraint', table: users, constraint: toOrgs },
  { kind: 'drop-constraint', table: users, constraint: { ...toOrgs, validated: true } },
  {
    kind: 'add-constraint',
    table: users,
    constraint: { ...toOrgs, onDelete: 'set null', onUpdate: 'cascade', deferrable: 'initially-deferred', validated: true },
  },
  { kind: 'add-constraint', table: users, constraint: adult },
  { kind: 'validate-constraint', table: users, constraint: adult },
  { kind: 'drop-constraint', table: users, constraint: { ...adult, validated: true } },
  { kind: 'add-constraint', table: users, constraint: { ...adult, name: 'Users age', validated: true } },
  { kind: 'add-constraint', table: users, constraint: { ...adult, name: 'UsersAge', validated: true } },
  { kind: 'drop-constraint', table: users, constraint: { ...adult, name: 'UsersAge', validated: true } },
  { kind: 'set-default', table: users, column: 'name', from: undefined, to: { sql: "'anon'::character varying" } },
  { kind: 'set-default', table: users, column: 'age', from: undefined, to: { sql: '18' } },
  { kind: 'set-default', table: users, column: 'age', from: { sql: '18' }, to: undefined },
  { kind: 'set-not-null', table: users, column: 'name' },
  { kind: 'drop-not-null', table: users, column: 'name' },
  { kind: 'set-comment', object: { on: 'table', name: users }, from: undefined, to: 'People\'s "rows"\nand #{more}' },
  { kind: 'set-comment', object: { on: 'column', table: users, name: 'name' }, from: undefined, to: 'naïve \\ name' },
  { kind: 'set-comment', object: { on: 'column', table: users, name: 'name' }, from: 'naïve \\ name', to: undefined },
  { kind: 'create-enum', enum: { name: { name: 'mood' }, values: ['sad', "it's"] } },
  { kind: 'add-enum-value', enum: { name: 'mood' }, value: 'ok', after: 'sad' },
  { kind: 'rename-enum-value', enum: { name: 'mood' }, from: 'sad', to: 'blue' },
  { kind: 'drop-enum', enum: { name: { name: 'mood' }, values: ['blue', 'ok', "it's"] } },
  { kind: 'create-extension', extension: { name: 'pg_trgm' } },
  { kind: 'drop-extension', extension: { name: 'pg_trgm' } },
  { kind: 'rename-column', table: users, from: 'c9', to: 'about' },
  { kind: 'drop-column', table: users, column: column('c0', 'smallint') },
  { kind: 'drop-column', table: users, column: column('first name', 'text') },
  { kind: 'drop-table', table: posts },
]
