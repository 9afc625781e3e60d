import { postgres } from '../../src/engines/postgres/index.ts'
import { nameOf, type Name } from '../../src/model/name.ts'
import { emptySchema, type Column, type Constraint, type Table } from '../../src/model/schema.ts'
import type { Unit } from '../../src/plan/plan.ts'
import type { Step } from '../../src/steps/step.ts'
import { block, column, job, statement, type, unit } from './sample.ts'

/** Steps that frameworks may say in their own words, in an order that runs on an empty database. */

const accounts = nameOf('accounts')
const orders = nameOf('orders')
const bigint = type('bigint', 'bigint')
const text = type('text', 'text')
const table = (name: Name, columns: readonly Column[], constraints: readonly Constraint[], more: Partial<Table> = {}): Table => ({
  name,
  columns,
  constraints,
  indexes: [],
  ...more,
})
const add = (to: Name, one: Column): Step => ({ kind: 'add-column', table: to, column: one })
const required = { nullable: false } as const
const varchar = (length: number) => type('varchar', `character varying(${length})`, { length })
const index = (name: string, columns: readonly string[], more = {}) => ({
  name,
  parts: columns.map(one => ({ column: one })),
  unique: false,
  valid: true,
  ...more,
})
const foreignKey = (validated: boolean, more = {}): Constraint => ({
  kind: 'foreign-key',
  name: 'orders_account_id_fkey',
  columns: ['account_id'],
  references: accounts,
  referencedColumns: ['id'],
  validated,
  ...more,
})

export const wordSteps: readonly Step[] = [
  {
    kind: 'create-table',
    table: table(
      accounts,
      [
        column('id', bigint, { ...required, identity: { generation: 'always' } }),
        column('name', varchar(255), { ...required, default: { sql: `'a:b 100% "x"'::character varying` }, comment: `it's :named, 100%` }),
        column('balance', type('numeric', 'numeric(10,2)', { precision: 10, scale: 2 }), { default: { sql: '0' } }),
      ],
      [
        { kind: 'primary-key', name: 'accounts_pkey', columns: ['id'] },
        { kind: 'unique', name: 'accounts_name_key', columns: ['name'] },
        { kind: 'check', name: 'accounts_name_check', expression: `name <> ':none'`, validated: true },
      ],
      {
        comment: 'Who pays: %s',
        indexes: [
          index('accounts_balance_idx', ['balance'], { where: 'balance > 0::numeric' }),
          { ...index('accounts_lower_idx', []), parts: [{ expression: 'lower(name::text)' }] },
        ],
      },
    ),
  },
  {
    kind: 'create-table',
    table: table(
      orders,
      [
        column('id', type('integer', 'integer'), required),
        column('account_id', bigint),
        column('created_at', type('timestamptz', 'timestamp with time zone'), { ...required, default: { sql: 'now()' } }),
        column('tags', type('text', 'text[]', { dimensions: 1 })),
        column('data', type('jsonb', 'jsonb'), { default: { sql: `'{}'::jsonb` } }),
      ],
      [{ kind: 'primary-key', name: 'orders_pkey', columns: ['id'] }],
    ),
  },
  add(orders, column('token', type('uuid', 'uuid'), { ...required, default: { sql: 'gen_random_uuid()' } })),
  add(orders, column('at', type('timestamptz', 'timestamp(3) with time zone', { precision: 3 }))),
  add(orders, column('local', type('timestamp', 'timestamp without time zone'))),
  add(orders, column('country', type('char', 'character(2)', { length: 2 }), { comment: `--two "letters"` })),
  add(orders, column('span', type('interval', 'interval'))),
  add(orders, column('paid', type('boolean', 'boolean'), { ...required, default: { sql: 'false' } })),
  add(orders, column('note', text, { collation: 'C' })),
  add(orders, column('price', type('double', 'double precision'))),
  add(orders, column('flags', type('varbit', 'bit varying(8)', { length: 8 }))),
  add(orders, column('twice', type('integer', 'integer'), { generated: { expression: 'id * 2', stored: true } })),
  add(orders, column('size', type('smallint', 'smallint'), { default: { sql: '1' } })),
  add(orders, column('Odd: "name" %s', varchar(40), { default: { sql: `'it''s'::character varying` } })),
  { kind: 'create-enum', enum: { name: nameOf('mood'), values: ['sad', 'ok'] } },
  add(orders, column('mood', type('enum', 'mood', { reference: nameOf('mood') }))),
  { kind: 'rename-column', table: orders, from: 'note', to: 'remark' },
  {
    kind: 'alter-column-type',
    table: orders,
    from: column('Odd: "name" %s', varchar(40), { default: { sql: `'it''s'::character varying` } }),
    to: column('Odd: "name" %s', varchar(80), { default: { sql: `'it''s'::character varying` } }),
  },
  {
    kind: 'alter-column-type',
    table: orders,
    from: column('span', type('interval', 'interval')),
    to: column('span', text),
    using: 'span::text',
  },
  { kind: 'set-default', table: orders, column: 'price', from: undefined, to: { sql: `'1.5'::double precision` } },
  { kind: 'set-default', table: orders, column: 'size', from: { sql: '1' }, to: undefined },
  { kind: 'set-not-null', table: orders, column: 'price' },
  { kind: 'drop-not-null', table: orders, column: 'price' },
  {
    kind: 'create-index',
    table: orders,
    index: index('orders_token_idx', ['token'], { unique: true, include: ['at'], where: 'paid' }),
    online: false,
  },
  {
    kind: 'create-index',
    table: orders,
    index: index('orders_data_idx', [], { parts: [{ column: 'data', operatorClass: 'jsonb_path_ops' }], method: 'gin' }),
    online: true,
  },
  { kind: 'create-index', table: orders, index: index('orders_at_idx', [], { parts: [{ column: 'at', order: 'desc' }] }), online: false },
  { kind: 'create-index', table: orders, index: index('orders_size_idx', ['size'], { unique: true }), online: true },
  { kind: 'create-index', table: orders, index: index('orders_country_idx', ['country', 'id']), online: false },
  { kind: 'drop-index', table: orders, index: index('orders_at_idx', ['at']), online: false },
  { kind: 'drop-index', table: orders, index: index('orders_country_idx', ['country']), online: true },
  { kind: 'rename-index', table: orders, from: 'orders_token_idx', to: 'orders_by_token' },
  {
    kind: 'add-constraint',
    table: orders,
    constraint: { kind: 'unique', name: 'orders_size_key', columns: ['size'] },
    usingIndex: index('orders_size_idx', ['size'], { unique: true }),
  },
  {
    kind: 'add-constraint',
    table: orders,
    constraint: { kind: 'unique', name: 'orders_token_key', columns: ['token', 'at'], deferrable: 'initially-deferred' },
  },
  {
    kind: 'add-constraint',
    table: orders,
    constraint: { kind: 'check', name: 'orders_price_check', expression: `price >= 0 AND remark <> ':x'`, validated: false },
  },
  {
    kind: 'validate-constraint',
    table: orders,
    constraint: { kind: 'check', name: 'orders_price_check', expression: 'price >= 0', validated: false },
  },
  {
    kind: 'add-constraint',
    table: orders,
    constraint: foreignKey(false, { onDelete: 'cascade', onUpdate: 'set null', deferrable: 'deferrable' }),
  },
  { kind: 'validate-constraint', table: orders, constraint: foreignKey(false) },
  {
    kind: 'add-constraint',
    table: orders,
    constraint: { ...foreignKey(true, { match: 'full' }), name: 'orders_account_again' } as Constraint,
  },
  { kind: 'drop-constraint', table: orders, constraint: { ...foreignKey(true), name: 'orders_account_again' } as Constraint },
  { kind: 'drop-constraint', table: orders, constraint: { kind: 'unique', name: 'orders_token_key', columns: ['token'] } },
  { kind: 'set-comment', object: { on: 'column', table: orders, name: 'mood' }, from: undefined, to: `:how 100% "it's"` },
  { kind: 'set-comment', object: { on: 'table', name: orders }, from: undefined, to: `\\ :what -- %s` },
  { kind: 'drop-column', table: orders, column: column('flags', text) },
  {
    kind: 'create-table',
    table: table(nameOf('gone'), [column('id', bigint, required)], [{ kind: 'primary-key', name: 'gone_pkey', columns: ['id'] }]),
  },
  { kind: 'rename-table', from: nameOf('gone'), to: 'gone too' },
  { kind: 'drop-table', table: table(nameOf('gone too'), [], []) },
  { kind: 'create-table', table: table(nameOf('kept'), [column('a', bigint, required), column('b', bigint, required)], []) },
  { kind: 'add-constraint', table: nameOf('kept'), constraint: { kind: 'primary-key', name: 'kept_pkey', columns: ['a', 'b'] } },
  { kind: 'rename-table', from: nameOf('kept'), to: 'kept: too' },
]

/** One unit for each step, its SQL the real engine's. */
export const wordUnits = async (): Promise<readonly Unit[]> => {
  const engine = await postgres({ engine: 'postgres', major: 16, minor: 4 })
  return wordSteps.map((step, n) => {
    const { transactional, long } = engine.effects(step, emptySchema)
    const one = { ...statement(step, engine.sql(step, emptySchema)), effects: { locks: [], transactional, breaks: [], long } }
    return unit(`step_${n + 1}_${step.kind.replaceAll('-', '_')}`, transactional ? block([one]) : job(false, one), [])
  })
}
