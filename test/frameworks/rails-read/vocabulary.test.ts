import { describe, expect, test } from 'vitest'
import type { Step } from '../../../src/steps/step.ts'
import { change, classOf, lastOf, sqlOf } from './read-rails.ts'

const users = `create_table :users do |t|
  t.string :name
  t.string :email
end
create_table :teams`

/** The steps that a body becomes. */
const stepsOf = (body: string, version = '7.1', before = users): readonly Step[] =>
  lastOf([classOf(before, version), classOf(body, version)]).up.map(({ step }) => step)

const columnOf = (type: string, version = '7.1'): string => {
  const [step] = stepsOf(`add_column :users, :c, ${type}`, version)
  if (step?.kind !== 'add-column') return String(step?.kind)
  const { column } = step
  return [
    column.type.native,
    ...(column.nullable ? [] : ['NOT NULL']),
    ...(column.default === undefined ? [] : [`DEFAULT ${column.default.sql}`]),
    ...(column.collation === undefined ? [] : [`COLLATE ${column.collation}`]),
  ].join(' ')
}

describe('types and defaults are what the catalog has', () => {
  test.each([
    [':string', 'character varying'],
    [':string, limit: 80', 'character varying(80)'],
    [':string, default: "it\'s"', "character varying DEFAULT 'it''s'::character varying"],
    [':string, default: 0', "character varying DEFAULT '0'::character varying"],
    [':string, array: true, default: ["a b", nil]', `character varying[] DEFAULT '{"a b",NULL}'::character varying[]`],
    [':text, limit: 16_777_215', 'text'],
    [':integer, limit: 2', 'smallint'],
    [':integer, limit: 8', 'bigint'],
    [':integer, default: "7"', 'integer DEFAULT 7'],
    [':integer, default: -1, null: false', "integer NOT NULL DEFAULT '-1'::integer"],
    [':bigint, default: 3_000_000_000', "bigint DEFAULT '3000000000'::bigint"],
    [':decimal', 'numeric'],
    [':decimal, precision: 8', 'numeric(8,0)'],
    [':decimal, precision: 8, scale: 2, default: 0', 'numeric(8,2) DEFAULT 0.0'],
    [':float, limit: 24', 'real'],
    [':float, default: 1', 'double precision DEFAULT 1.0'],
    [':boolean, default: 0', 'boolean DEFAULT false'],
    [':boolean, default: true', 'boolean DEFAULT true'],
    [':date, default: "2020-01-31"', "date DEFAULT '2020-01-31'::date"],
    [':datetime, default: -> { "CURRENT_TIMESTAMP" }', 'timestamp(6) without time zone DEFAULT CURRENT_TIMESTAMP'],
    [':datetime, precision: nil', 'timestamp without time zone'],
    [':timestamp', 'timestamp without time zone'],
    [':timestamptz', 'timestamp with time zone'],
    [':time, precision: 3', 'time(3) without time zone'],
    [':binary', 'bytea'],
    [':json, default: {}', "json DEFAULT '{}'::json"],
    [':jsonb, default: { a: [1, "b"] }', `jsonb DEFAULT '{"a":[1,"b"]}'::jsonb`],
    [':jsonb, default: "{}"', `jsonb DEFAULT '"{}"'::jsonb`],
    [':uuid, default: "gen_random_uuid()"', 'uuid DEFAULT gen_random_uuid()'],
    [':bit, limit: 3', 'bit(3)'],
    [':bit_varying', 'bit varying'],
    [':int4range', 'int4range'],
    [':hstore, default: ""', "hstore DEFAULT ''::hstore"],
    [':string, collation: "C"', 'character varying COLLATE C'],
    ['"double precision"', 'double precision'],
    ['"timestamp(3) with time zone"', 'timestamp(3) with time zone'],
  ])('%s', (type, expected) => {
    expect(columnOf(type)).toBe(expected)
  })
})

describe('what the version in the header changes', () => {
  const table =
    'create_table :things do |t|\n  t.references :user\n  t.belongs_to :owner, polymorphic: true\n  t.datetime :at\n  t.timestamps\nend'
  const shape = (version: string) => {
    const steps = stepsOf(table, version)
    const made = steps.find(step => step.kind === 'create-table')!.table
    const type = (name: string): string => made.columns.find(column => column.name === name)!.type.native
    return {
      id: type('id'),
      user: type('user_id'),
      at: type('at'),
      created: type('created_at'),
      isRequired: !made.columns.at(-1)!.nullable,
      indexes: steps.flatMap(step => (step.kind === 'create-index' ? [step.index.name] : [])),
    }
  }
  const byUser = 'index_things_on_user_id'
  const plain = 'timestamp without time zone'
  const micro = 'timestamp(6) without time zone'
  test.each([
    ['', { id: 'integer', user: 'integer', at: plain, created: plain, isRequired: false, indexes: [] }],
    ['4.2', { id: 'integer', user: 'integer', at: plain, created: plain, isRequired: false, indexes: [] }],
    [
      '5.0',
      {
        id: 'integer',
        user: 'integer',
        at: plain,
        created: plain,
        isRequired: true,
        indexes: [byUser, 'index_things_on_owner_type_and_owner_id'],
      },
    ],
    [
      '5.1',
      {
        id: 'bigint',
        user: 'bigint',
        at: plain,
        created: plain,
        isRequired: true,
        indexes: [byUser, 'index_things_on_owner_type_and_owner_id'],
      },
    ],
    [
      '6.0',
      {
        id: 'bigint',
        user: 'bigint',
        at: plain,
        created: micro,
        isRequired: true,
        indexes: [byUser, 'index_things_on_owner_type_and_owner_id'],
      },
    ],
    ['6.1', { id: 'bigint', user: 'bigint', at: plain, created: micro, isRequired: true, indexes: [byUser, 'index_things_on_owner'] }],
    ['7.0', { id: 'bigint', user: 'bigint', at: micro, created: micro, isRequired: true, indexes: [byUser, 'index_things_on_owner'] }],
    ['8.1', { id: 'bigint', user: 'bigint', at: micro, created: micro, isRequired: true, indexes: [byUser, 'index_things_on_owner'] }],
  ])('%s', (version, expected) => {
    expect(shape(version)).toEqual(expected)
  })

  test('long names of indexes are shortened since 7.1', () => {
    const long =
      'add_column :users, :a_column_with_a_long_name, :text\nadd_column :users, :another_with_a_long_name, :text\nadd_index :users, [:a_column_with_a_long_name, :another_with_a_long_name]'
    const names = (version: string) => stepsOf(long, version).flatMap(step => (step.kind === 'create-index' ? [step.index.name] : []))
    expect(names('7.0')).toEqual(['index_users_on_a_column_with_a_long_name_and_another_with_a_lon'])
    expect(names('7.1')[0]).toMatch(/^idx_on_a_column_with_a_long_name_another_with_a_lo\w*_[0-9a-f]{10}$/)
    expect(Buffer.byteLength(names('7.1')[0]!)).toBeLessThanOrEqual(62)
  })
})

describe('names that Rails makes', () => {
  test('of foreign keys, checks and uniques are the first digits of a digest', () => {
    expect(
      change(
        'add_foreign_key :users, :teams, column: :name\nadd_check_constraint :users, "name <> \'\'"\nadd_unique_constraint :users, [:name, :email]',
        users,
      ).up,
    ).toEqual([
      expect.stringMatching(/ADD CONSTRAINT fk_rails_[0-9a-f]{10} FOREIGN KEY \(name\) REFERENCES teams \(id\)/),
      expect.stringMatching(/ADD CONSTRAINT chk_rails_[0-9a-f]{10} CHECK/),
      expect.stringMatching(/uniq_rails_[0-9a-f]{10}/),
    ])
  })

  test('of a check are folded, which Rails writes without quotes', () => {
    const texts = change(
      'add_check_constraint :users, "id > 0", name: "UsersId"\nadd_foreign_key :users, :teams, column: :id, name: "UsersTeam"',
      users,
    ).up
    expect(texts).toEqual([
      expect.stringContaining('ADD CONSTRAINT usersid CHECK'),
      expect.stringContaining('ADD CONSTRAINT "UsersTeam" FOREIGN KEY'),
    ])
  })

  test.each([
    ['person', 'people'],
    ['company', 'companies'],
    ['box', 'boxes'],
    ['status', 'statuses'],
    ['index', 'indices'],
    ['analysis', 'analyses'],
    ['datum', 'data'],
    ['news', 'news'],
    ['money', 'money'],
  ])('a reference to a %s points to %s', (one, many) => {
    const [, , key] = stepsOf(`add_reference :users, :${one}, foreign_key: true`, '7.1', `${users}\ncreate_table :${many}`)
    expect(key?.kind === 'add-constraint' && key.constraint.kind === 'foreign-key' ? key.constraint.references.name : key).toBe(many)
  })

  test('a prefix stands before every table and in every name', () => {
    const { up } = lastOf([classOf('create_table :teams\ncreate_table :users do |t|\n  t.references :team, foreign_key: true\nend')], {
      tablePrefix: 'app_',
    })
    const sql = sqlOf(up).join('\n')
    expect(sql).toContain('CREATE TABLE IF NOT EXISTS app_users')
    expect(sql).toContain('REFERENCES app_teams (id)')
    expect(sql).toContain('index_app_users_on_team_id')
  })

  test('a join table is named by both, a common beginning once', () => {
    expect(stepsOf('create_join_table :users, :teams')[0]).toMatchObject({ table: { name: { name: 'teams_users' } } })
    expect(stepsOf('create_join_table :shop_users, :shop_teams')[0]).toMatchObject({ table: { name: { name: 'shop_teams_users' } } })
  })
})

describe('transactions and statements', () => {
  test('disable_ddl_transaction! leaves each statement for itself', () => {
    const { migration, up } = lastOf([
      classOf(users),
      classOf(
        'disable_ddl_transaction!\ndef change\n  add_index :users, :name, algorithm: :concurrently\n  transaction do\n    add_column :users, :a, :text\n    add_column :users, :b, :text\n  end\nend',
      ),
    ])
    expect(migration.wrapping).toBe('none')
    expect(up[0]!.step).toMatchObject({ kind: 'create-index', online: true })
    expect(up.map(({ block }) => block.transactional)).toEqual([false, true, true])
    expect(up[1]!.block.id).toBe(up[2]!.block.id)
  })

  test('bulk changes of a table are one statement, others one each', () => {
    const body = (bulk: string) => `change_table :users${bulk} do |t|\n  t.string :a\n  t.change_null :name, false\n  t.remove :email\nend`
    const statements = (bulk: string) => new Set(lastOf([classOf(users), classOf(body(bulk))]).up.map(({ statement }) => statement)).size
    expect([statements(', bulk: true'), statements('')]).toEqual([1, 3])
  })

  test('places in SQL lead into the file', () => {
    const text =
      'class Odd < ActiveRecord::Migration[7.1]\n  def up\n    execute <<~SQL\n      -- ähm\n      UPDATE users\n        SET name = 1;\n      SELECT 2\n    SQL\n    execute "SELECT 3; SELECT #{4}"\n  end\nend\n'
    const { up } = lastOf([classOf(users), text])
    expect(up.map(({ at }) => [at.line, at.column, at.endLine])).toEqual([
      [5, 7, 6],
      [7, 7, 7],
      [9, 14, 9],
      [9, 13, 9],
    ])
  })
})

describe('order', () => {
  test('versions count as numbers, whatever engine a file is from', () => {
    const history = lastOf([classOf(users)])
    expect(history.migration).toMatchObject({ id: '20260101000000', name: 'step_0' })
  })
})
