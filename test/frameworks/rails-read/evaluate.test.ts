import { describe, expect, test } from 'vitest'
import { change, classOf, lastOf, sqlOf } from './read-rails.ts'

const users = `create_table :users do |t|
  t.string :name
  t.string :email
end`

const added = (column: string, type: string): string => `ALTER TABLE users ADD COLUMN IF NOT EXISTS ${column} ${type}`

describe('what a migration says in Ruby', () => {
  test('loops over literals, constants, local methods and interpolation are followed', () => {
    const { up } = lastOf([
      classOf(users),
      classOf(`
        COLUMNS = { nick: :string, age: :integer }.freeze
        NAMES = %w[a b].freeze
        def up
          COLUMNS.each { |name, type| add_column :users, name, type }
          NAMES.each_with_index do |name, n|
            add_text "#{name}_#{n}"
          end
          (1..2).each { |n| add_text(:"line#{n}", null: n == 1) }
        end

        private

        def add_text(column, null: true)
          return if column.to_s == 'b_1'
          add_column :users, column, :text, null: null
        end
      `),
    ])
    expect(sqlOf(up)).toEqual([
      added('nick', 'character varying'),
      added('age', 'integer'),
      added('a_0', 'text'),
      added('line1', 'text'),
      added('line2', 'text NOT NULL'),
    ])
  })

  test("the type of keys is asked of the application, as Active Storage's own migrations do", () => {
    const text = classOf(`
      def change
        key, foreign = key_types
        create_table :blobs, id: key do |t|
          t.string :name
        end
        create_table :uses, id: key do |t|
          t.belongs_to :blob, null: false, index: false, type: foreign
          t.jsonb :data if t.respond_to?(:jsonb)
        end
      end

      private

      def key_types
        config = Rails.configuration.generators
        setting = config.options[config.orm][:primary_key_type]
        [setting || :primary_key, setting || :bigint]
      end`)
    const keys = (type: string): unknown => ({
      id: type,
      types: sqlOf(lastOf([text], type === 'uuid' ? { primaryKeyType: 'uuid' } : {}).up)
        .join('\n')
        .match(/(?<=\bid )(?:uuid|bigint)|jsonb|blob_id \w+/g),
    })
    expect([keys('uuid'), keys('bigint')]).toEqual(
      ['uuid', 'bigint'].map(type => ({ id: type, types: [type, type, `blob_id ${type}`, 'jsonb'] })),
    )
  })

  test('guards ask the schema as it stands', () => {
    const { up } = change(
      `add_column :users, :nick, :string unless column_exists?(:users, :nick)
       add_column :users, :nick, :string unless column_exists?(:users, :nick)
       add_column :users, :age, :integer if table_exists?(:nobody)
       remove_column :users, :name, :string if index_exists?(:users, :name)
       add_column :users, :name, :text, if_not_exists: true`,
      users,
    )
    expect(up).toEqual([added('nick', 'character varying')])
  })

  test('branches by adapter are read for PostgreSQL', () => {
    const { up } = change(
      `case connection.adapter_name
       when /mysql/i then add_column :users, :a, :binary
       when 'PostgreSQL' then add_column :users, :a, :jsonb
       end
       if ActiveRecord::Base.connection.adapter_name =~ /sqlite/i
         add_column :users, :b, :text
       else
         add_column :users, :b, :citext
       end`,
      users,
    )
    expect(up).toEqual([added('a', 'jsonb'), added('b', 'citext')])
  })

  test('what depends on the environment is taken to run everywhere, and said so', () => {
    const { up, diagnostics } = lastOf([
      classOf(users),
      classOf(`def up
        return if Rails.env.production?
        add_column :users, :a, :text
        add_column :users, :b, :text unless Rails.env.test?
      end`),
    ])
    expect(sqlOf(up)).toEqual([added('a', 'text'), added('b', 'text')])
    expect(diagnostics.filter(({ code }) => code === 'environment').map(({ span }) => span?.line)).toEqual([3, 5])
  })

  test('an early return ends the migration', () => {
    const { up } = lastOf([
      classOf(users),
      classOf('def up\n  add_column :users, :a, :text\n  return\n  add_column :users, :b, :text\nend'),
    ])
    expect(sqlOf(up)).toEqual([added('a', 'text')])
  })

  test('safety_assured, say_with_time and transactions are seen through', () => {
    const { up } = change('safety_assured { say_with_time("x") { transaction { add_column :users, :a, :text } } }', users)
    expect(up).toEqual([added('a', 'text')])
  })
})

describe('what lies beside a migration', () => {
  const readText = (path: string): string | undefined =>
    ({
      'app/models/user.rb':
        'class User < ApplicationRecord\n  LONGEST = 40\n  MODES = { plain: N_("Plain"), rich: "r" }.freeze\n  SIZES = [LONGEST, 2].freeze\nend\n',
      'db/sql/fill.sql': "UPDATE users SET name = '';\n",
    })[path]

  test('constants of the application are found where Rails would load them from', () => {
    const { up } = lastOf(
      [
        classOf(users),
        classOf(
          'def up\n  add_column :users, :a, :string, limit: User::LONGEST, default: User::MODES.keys.first\n  add_column :users, :b, :string, limit: User::SIZES.first\nend',
        ),
      ],
      { readText },
    )
    expect(sqlOf(up)).toEqual([added('a', "character varying(40) DEFAULT 'plain'::character varying"), added('b', 'character varying(40)')])
  })

  test('one that is not found leaves the statement as code', () => {
    const { up } = lastOf([classOf(users), classOf('def up\n  add_column :users, :a, :string, limit: Other::LONGEST\nend')], { readText })
    expect(sqlOf(up)).toEqual(['CODE (needs the value of Other::LONGEST) []: add_column :users, :a, :string, limit: Other::LONGEST'])
  })

  test.each([
    'File.read(Rails.root.join("db", "sql/fill.sql"))',
    'File.read(File.expand_path("../../sql/fill.sql", __FILE__))',
    'Rails.root.join("db/sql/fill.sql").read',
  ])('%s is the file’s text', expression => {
    const { up } = lastOf([classOf(users), classOf(`def up\n  execute ${expression}\nend`)], { readText })
    expect(sqlOf(up)).toEqual(["UPDATE users SET name = ''"])
  })
})

describe('methods of Active Record under a name of the class’ own', () => {
  test('super is the method above', () => {
    const { up } = lastOf([
      classOf(users),
      classOf(
        'def up\n  add_column :users, :name, :text\n  add_column :users, :nick, :text\nend\ndef add_column(table, column, type, **options)\n  super unless column_exists?(table, column)\nend',
      ),
    ])
    expect(sqlOf(up)).toEqual([added('nick', 'text')])
  })

  test('what would be done after an error is left out, and said so', () => {
    const { up, diagnostics } = lastOf([
      classOf(users),
      classOf('def up\n  add_column :users, :nick, :text\nrescue StandardError\n  nil\nend'),
    ])
    expect(sqlOf(up)).toEqual([added('nick', 'text')])
    expect(diagnostics.map(({ message }) => message)).toEqual(['what it does after an error is left out: it is read as if there were none'])
  })

  test('a table made by force takes the names of the one before', () => {
    const { up } = change('create_table :users, force: true do |t|\n  t.string :nick\nend', users)
    expect(up[0]).toBe('DROP TABLE IF EXISTS users')
    expect(up.join('\n')).toContain("nextval('users_id_seq'::regclass)")
  })
})

describe('program code', () => {
  test('is kept word for word, in its place, with the tables of its models', () => {
    const { up } = lastOf([
      classOf(users),
      classOf(`class Person < ActiveRecord::Base
        self.table_name = 'users'
      end
      def up
        add_column :users, :full, :text
        people = Person.where(full: nil)
        people.find_each do |person|
          person.update!(full: "#{person.name} x")
        end
        change_column_null :users, :full, false
      end`),
    ])
    expect(sqlOf(up)).toEqual([
      added('"full"', 'text'),
      'CODE (calls find_each on the rows of a model (here people is rows of users where "full" IS NULL)) [users]: people.find_each do |person|\n  person.update!(full: "#{person.name} x")\nend',
      'ALTER TABLE users ALTER COLUMN "full" SET NOT NULL',
    ])
  })

  test('on the way back is what is turned round and not known', () => {
    const { down } = change('drop_table :users do |t|\n  t.nonsense :a\nend\nadd_column :posts, :a, :text', `${users}\ncreate_table :posts`)
    expect(down).toEqual([
      'ALTER TABLE posts DROP COLUMN IF EXISTS a',
      expect.stringMatching(/^CODE \(turned round, it calls nonsense on the table users\) \[\]: drop_table :users do/),
    ])
  })

  test('may touch anything where it calls what is not known', () => {
    const { up } = change('SomeService.call\nbackfill!', users)
    expect(up).toEqual([
      'CODE (calls SomeService.call, which is program code; calls backfill!, which is not known here) []: SomeService.call\n       backfill!'.replace(
        / {7}/,
        '',
      ),
    ])
  })

  test('takes with it what it computes', () => {
    const { up } = change('type = User.count > 5 ? :text : :string\nadd_column :users, :a, type\nadd_column :users, :b, :text', users)
    expect(up).toHaveLength(2)
    expect(up[0]).toMatch(/^CODE .*type = User\.count[^]*add_column :users, :a, type$/)
    expect(up[1]).toBe(added('b', 'text'))
  })

  test('inside a loop tells what its variables are', () => {
    const { up } = change('%w[a b].each do |name|\n  User.touch(name)\nend', users)
    expect(up).toHaveLength(2)
    expect(up[0]).toContain('(here name is "a")')
    expect(up[1]).toContain('(here name is "b")')
  })

  test('a here-document belongs to its statement', () => {
    const { up } = change('User.run(<<~SQL)\n  SELECT 1\nSQL', users)
    expect(up[0]).toMatch(/: User\.run\(<<~SQL\)\n {2}SELECT 1\nSQL$/)
  })

  test('is the whole of what cannot be read', () => {
    const { up, diagnostics } = lastOf([classOf(users), 'class Broken < ActiveRecord::Migration[7.0]\n  def up\n'])
    expect(up.map(({ step }) => step.kind)).toEqual(['run-code'])
    expect(diagnostics).toEqual([])
  })
})

describe('the way back of change', () => {
  test('is Rails’ own: every command turned round, the last first', () => {
    const { down } = change(
      `rename_column :users, :name, :full
       add_index :users, :full
       reversible do |dir|
         dir.up { execute "UPDATE users SET full = 'x'" }
         dir.down { execute "UPDATE users SET full = 'y'" }
       end
       change_column_default :users, :full, from: nil, to: 'z'
       remove_column :users, :email, :string, null: false`,
      users,
    )
    expect(down).toEqual([
      'ALTER TABLE users ADD COLUMN IF NOT EXISTS email character varying NOT NULL',
      'ALTER TABLE users ALTER COLUMN "full" DROP DEFAULT',
      "UPDATE users SET full = 'y'",
      'DROP INDEX IF EXISTS index_users_on_full',
      'ALTER TABLE users RENAME COLUMN "full" TO name',
    ])
  })

  test.each([
    ['change_column :users, :name, :text'],
    ['execute "SELECT 1"'],
    ['remove_column :users, :name'],
    ['drop_table :users'],
    ['remove_index :users, name: :x'],
    ['change_column_default :users, :name, "x"'],
  ])('%s cannot be turned round', body => {
    const { migration, down } = lastOf([classOf(users), classOf(body)])
    expect(migration.noDown).toBe('irreversible')
    expect(down).toBeUndefined()
  })

  test.each([
    ['def up; add_column :users, :a, :text; end', 'missing'],
    ['def up; add_column :users, :a, :text; end\ndef down; end', 'empty'],
    [
      'def self.up; add_column :users, :a, :text; end\ndef self.down\n  # no\n  raise ActiveRecord::IrreversibleMigration\nend',
      'irreversible',
    ],
  ])('%s', (body, noDown) => {
    expect(lastOf([classOf(users), classOf(body)]).migration.noDown).toBe(noDown)
  })

  test('revert turns a block round, forth and back', () => {
    const { up, down } = change(
      'revert do\n  add_column :users, :a, :text\n  add_column :users, :b, :text\nend',
      `${users}\nadd_column :users, :a, :text\nadd_column :users, :b, :text`,
    )
    expect(up).toEqual(['ALTER TABLE users DROP COLUMN IF EXISTS b', 'ALTER TABLE users DROP COLUMN IF EXISTS a'])
    expect(down).toEqual([added('a', 'text'), added('b', 'text')])
  })
})
