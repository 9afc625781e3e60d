import { afterEach, describe, expect, test } from 'vitest'
import { change, schema, table, bigint, text } from '../../src/index.ts'
import { neighboursInTheWay } from '../../src/pipeline/life/neighbours.ts'
import { createRepository, writePlan, type TestRepository } from './plan-in-repository.ts'

const shop = schema({
  users: table({ id: bigint().identity().primaryKey(), name: text().notNull(), email: text() }),
  orders: table({ id: bigint().identity().primaryKey(), user_id: bigint() }),
})
const rename = change(shop, 'Rename users.name to full_name').table('users', t => t.renameColumn('name', 'full_name'))

const ruby = (name: string, body: string): string => `class ${name} < ActiveRecord::Migration[7.2]\n  def change\n    ${body}\n  end\nend\n`

const created = ruby(
  'CreateShop',
  `create_table :users do |t|\n      t.text :name, null: false\n      t.text :email\n    end\n    create_table :orders do |t|\n      t.bigint :user_id\n    end`,
)

describe('neighbours of a plan in a Rails repository', () => {
  let repository: TestRepository
  afterEach(() => repository.remove())

  /** The first two stages of the rename are written, then somebody else's migration lands. */
  const judged = async (theirs: Readonly<Record<string, string>>, stages: readonly number[] = [1, 2]): Promise<readonly string[]> => {
    repository = createRepository({ 'db/migrate/20260101000000_create_shop.rb': created })
    const stored = await writePlan(repository, rename, {
      framework: 'rails',
      stages,
      after: '20260101000000',
      now: new Date('2026-02-01T00:00:00Z'),
    })
    repository.commit('plan')
    repository.write(Object.fromEntries(Object.entries(theirs).map(([name, body]) => [`db/migrate/${name}.rb`, body])))
    repository.commit('theirs')
    return (await neighboursInTheWay(repository.root, stored)).map(({ severity, message, help }) => `${severity}: ${message} (${help})`)
  }

  test('an index on the column that contract drops is named, with what would become of it', async () => {
    const [told, ...others] = await judged({ '20260301000000_index_users': ruby('IndexUsers', 'add_index :users, :name') })
    expect(others).toEqual([])
    expect(told).toContain('db/migrate/20260301000000_index_users.rb came after "Rename users.name to full_name" was planned')
    expect(told).toContain('it adds index index_users_on_name of users, which would go with: drop column users.name')
    expect(told).toContain('lockstep replan rename_users_name_to_full_name')
  })

  test('another table, another column and an index elsewhere do not matter', async () => {
    expect(
      await judged({
        '20260301000000_a': ruby('A', 'create_table(:things) { |t| t.text :name }'),
        '20260301000001_b': ruby('B', 'add_column :users, :age, :integer'),
        '20260301000002_c': ruby('C', 'add_index :users, :email'),
        '20260301000003_d': ruby('D', 'add_index :orders, :user_id'),
        '20260301000004_e': ruby('E', 'change_column_default :users, :email, from: nil, to: "x"'),
      }),
    ).toEqual([])
  })

  test.each([
    ['a view over it', 'execute "CREATE VIEW v AS SELECT name FROM users"', /view v/],
    ['a check on it', `add_check_constraint :users, "name <> ''", name: "named"`, /it adds constraint named of users/],
    ['a default', 'change_column_default :users, :name, from: nil, to: "x"', /it changes column users\.name/],
    ['a new type', 'change_column :users, :name, :string, limit: 200', /it changes column users\.name/],
    ['its removal', 'remove_column :users, :name, :text', /drop column users\.name|users\.name/],
    ['a renamed table', 'rename_table :users, :people', /users/],
    ['a dropped table', 'drop_table :users', /users/],
    ['a grant on it', 'execute "GRANT SELECT (name) ON users TO report"', /grant on name to report/],
  ])('%s matters', async (_, body, expected) => {
    const told = await judged({ '20260301000000_theirs': ruby('Theirs', body) })
    expect(told).toHaveLength(1)
    expect(told[0]).toMatch(/^error/)
    expect(told[0]).toMatch(expected)
  })

  test('a column of the name that expand is about to add matters', async () => {
    repository = createRepository({ 'db/migrate/20260101000000_create_shop.rb': created })
    const stored = await writePlan(repository, rename, {
      framework: 'rails',
      stages: [],
      after: '20260101000000',
      now: new Date('2026-02-01T00:00:00Z'),
    })
    repository.commit('plan')
    repository.write({ 'db/migrate/20260301000000_theirs.rb': ruby('Theirs', 'add_column :users, :full_name, :text') })
    repository.commit('theirs')
    const told = await neighboursInTheWay(repository.root, stored)
    expect(told.map(({ message }) => message).join()).toMatch(/already has a column full_name|full_name/)
  })

  test('program code that is not understood may matter', async () => {
    const told = await judged({ '20260301000000_theirs': ruby('Theirs', 'User.find_each { |u| Thing.do(u) }') })
    expect(told).toHaveLength(1)
    expect(told[0]).toMatch(/^warning: .* may concern what is left of it/)
  })

  test('a migration that lands late with an old number is a neighbour too', async () => {
    const told = await judged({ '20250901000000_index_users': ruby('IndexUsers', 'add_index :users, :name') })
    expect(told.join()).toContain('index_users_on_name')
  })

  test('what was there when the plan was made is none', async () => {
    repository = createRepository({
      'db/migrate/20260101000000_create_shop.rb': created,
      'db/migrate/20260102000000_code.rb': ruby('Code', 'User.reset!'),
    })
    const stored = await writePlan(repository, rename, {
      framework: 'rails',
      stages: [1],
      after: '20260102000000',
      now: new Date('2026-02-01T00:00:00Z'),
    })
    expect(await neighboursInTheWay(repository.root, stored)).toEqual([])
  })
})
