import { describe, expect, test } from 'vitest'
import { replay } from '../../../src/history/replay.ts'
import { change, classOf, engine, filesOf, frontEnd, lastOf, sqlOf } from './read-rails.ts'

const users = 'create_table :users do |t|\n  t.string :name\nend'
const added = (column: string, type: string): string => `ALTER TABLE users ADD COLUMN IF NOT EXISTS ${column} ${type}`
const reading = (files: Readonly<Record<string, string>>) => ({ readText: (path: string): string | undefined => files[path] })

describe('a module that a migration includes', () => {
  const body = `include Steps
    def up
      add_note :users
      yielding { add_column :users, :late, :text }
    end`
  const steps = `module Steps
    NAME = :note
    def add_note(table)
      add_column table, NAME, :text, null: null?
    end
    def yielding = yield
    private
    def null? = false
  end`

  test.each(['lib/steps.rb', 'db/migrate/concerns/steps.rb', 'app/models/concerns/steps.rb'])('is found in %s', path => {
    const { up } = lastOf([classOf(users), classOf(body)], reading({ [path]: steps }))
    expect(sqlOf(up)).toEqual([added('note', 'text NOT NULL'), added('late', 'text')])
    expect(up.map(({ at }) => `${at.file}:${at.line}`)).toEqual([4, 5].map(line => `db/migrate/20260101000001_step_1.rb:${line}`))
  })

  test('is found where the file says it is', () => {
    const { up } = lastOf(
      [classOf(users), `require_relative '../support/all_steps'\n${classOf(body)}`],
      reading({ 'db/support/all_steps.rb': steps }),
    )
    expect(sqlOf(up)).toEqual([added('note', 'text NOT NULL'), added('late', 'text')])
  })

  test('comes after the class itself, and before Active Record', () => {
    const { up } = lastOf(
      [
        classOf(users),
        classOf(`include Steps
          def up
            add_column :users, :a, :string
            null?
          end
          def null? = add_column(:users, :b, :string)`),
      ],
      reading({
        'lib/steps.rb':
          'module Steps\n  def add_column(table, name, type) = super(table, "my_#{name}", :text)\n  def null? = raise("never")\nend',
      }),
    )
    expect(sqlOf(up)).toEqual([added('my_a', 'text'), added('my_b', 'text')])
  })

  test('keeps what is not understood in it as code of its own file', () => {
    const { up } = lastOf(
      [classOf(users), classOf('include Steps\ndef up\n  add_note\nend')],
      reading({ 'lib/steps.rb': 'module Steps\n  def add_note\n    User.find_each { |u| u.touch }\n  end\nend' }),
    )
    expect(sqlOf(up)).toEqual([
      'CODE (calls User.find_each, which is program code (in lib/steps.rb:3)) [users]: User.find_each { |u| u.touch }',
    ])
    expect(up[0]!.at).toMatchObject({ file: 'db/migrate/20260101000001_step_1.rb', line: 4 })
  })

  test.each([
    ['does more than define methods', 'module Steps\n  def self.included(base) = base.prepend(Other)\n  def add_note(*) = nil\nend'],
    ['has a hook', 'module Steps\n  extend ActiveSupport::Concern\n  included do\n    x\n  end\n  def add_note(*) = nil\nend'],
    ['includes one that is not found', 'module Steps\n  include Other\n  def add_note(*) = nil\nend'],
  ])('is not followed where it %s', (_, text) => {
    const { up } = lastOf([classOf(users), classOf('include Steps\ndef up\n  add_note :users\nend')], reading({ 'lib/steps.rb': text }))
    expect(sqlOf(up)).toEqual(['CODE (calls add_note, which is not known here) []: add_note :users'])
  })
})

describe('another migration', () => {
  const addAge = { path: 'db/migrate/20260102000000_add_age.rb', text: classOf('add_column :users, :age, :integer', '7.1', 'AddAge') }
  const after = (...bodies: readonly string[]) => {
    const [first] = filesOf(classOf(users))
    const more = bodies.map((body, n) => ({ path: `db/migrate/2026020100000${n}_more_${n}.rb`, text: classOf(body) }))
    return replay(frontEnd.read([first!, addAge, ...more], {}), { engine }).at(-1)!
  }
  const dropped = 'ALTER TABLE users DROP COLUMN IF EXISTS age'

  test('is reverted, and run again on the way back', () => {
    const { up, down } = after('revert AddAge')
    expect(sqlOf(up)).toEqual([dropped])
    expect(sqlOf(down)).toEqual([added('age', 'integer')])
    expect(up[0]!.at).toMatchObject({ file: 'db/migrate/20260201000000_more_0.rb', line: 3 })
  })

  test('is run', () => {
    expect(sqlOf(after('revert AddAge', 'run AddAge\nadd_column :users, :more, :text').up)).toEqual([
      added('age', 'integer'),
      added('more', 'text'),
    ])
  })

  test('that is not found leaves the statement as code', () => {
    expect(sqlOf(after('def up\n  revert Nobody\nend').up)).toEqual(['CODE (runs another migration, which is not found) []: revert Nobody'])
  })

  test('that cannot be undone is not reverted', () => {
    const { up, diagnostics } = after('execute "DELETE FROM users"', 'def up\n  revert More0\nend')
    expect(up).toEqual([])
    expect(diagnostics.map(({ message }) => message)).toEqual([
      'up raises: it reverts a migration that cannot be undone; what comes after is not reached',
    ])
  })

  test('that runs the first one again ends', () => {
    const bodies = ['def up\n  run More1\nend', 'def up\n  run More0\nend']
    const [first] = filesOf(classOf(users))
    const more = bodies.map((body, n) => ({ path: `db/migrate/2026020100000${n}_more${n}.rb`, text: classOf(body) }))
    expect(() => replay(frontEnd.read([first!, ...more], {}), { engine })).not.toThrow()
  })
})

describe('what has run, and what runs it', () => {
  test('versions are those of the migrations before it', () => {
    const { up, diagnostics } = lastOf([
      classOf(users),
      classOf(`def up
        ran = connection.migration_context.get_all_versions
        add_column :users, :a, :text if ran.include?(20260101000000)
        add_column :users, :b, :text if ran.include?(20260101000001) || ran.include?(20131120225132)
      end`),
    ])
    expect(sqlOf(up)).toEqual([added('a', 'text')])
    expect(diagnostics).toMatchObject([{ code: 'environment', severity: 'note' }])
  })

  test.each([
    "select_value('SHOW server_version_num').to_i >= 180000",
    'connection.postgresql_version >= 180000',
    "ActiveRecord::Base.connection.select_value('SELECT version()')[/^PostgreSQL (\\d+)/, 1] == '18'",
  ])('the version of the server is the one it is read for: %s', condition => {
    expect(change(`add_column :users, :a, :text if ${condition}`, users).up).toEqual([added('a', 'text')])
  })

  test('a key is added to a table', () => {
    const { up } = change('change_table :tags do |t|\n  t.primary_key :id\nend', 'create_table :tags, id: false do |t|\n  t.text :a\nend')
    expect(up).toEqual([
      'CREATE SEQUENCE IF NOT EXISTS tags_id_seq AS bigint',
      "ALTER TABLE tags ADD COLUMN IF NOT EXISTS id bigint DEFAULT nextval('tags_id_seq'::regclass) NOT NULL",
      'ALTER SEQUENCE tags_id_seq OWNED BY tags.id',
      'ALTER TABLE tags ADD CONSTRAINT tags_pkey PRIMARY KEY (id)',
    ])
  })
})
