import { describe, expect, test } from 'vitest'
import { classOf, lastOf, sqlOf } from './read-rails.ts'

const users = `create_table :users do |t|
  t.string :name
  t.integer :age
  t.boolean :active
  t.decimal :rate, precision: 5, scale: 2
  t.jsonb :data
end`

/** What a migration with a model of its own sends. */
const sent = (body: string, model = 'class User < ActiveRecord::Base; end', version = '7.1'): readonly string[] => {
  const text = `class Example < ActiveRecord::Migration[${version}]\n  ${model}\n  def up\n    ${body}\n  end\nend\n`
  return sqlOf(lastOf([classOf(users), text], { version }).up)
}

describe('rows of a model that a migration has for itself', () => {
  test.each([
    ['User.update_all(active: true)', 'UPDATE users SET active = TRUE'],
    ['User.all.delete_all', 'DELETE FROM users'],
    [
      'User.where(name: "O\'Hara", age: nil).update_all(age: 3, name: nil)',
      "UPDATE users SET age = 3, name = NULL WHERE name = 'O''Hara' AND age IS NULL",
    ],
    [
      'User.where(name: %w[a b]).where(age: [1, nil]).delete_all',
      "DELETE FROM users WHERE name IN ('a', 'b') AND (age IN (1) OR age IS NULL)",
    ],
    ['User.where(name: []).delete_all', 'DELETE FROM users WHERE 1 = 0'],
    ['User.where(age: 1...5).delete_all', 'DELETE FROM users WHERE age BETWEEN 1 AND 4'],
    [
      'User.where.not(name: nil).where("age > 3 OR age < 1").delete_all',
      'DELETE FROM users WHERE NOT (name IS NULL) AND (age > 3 OR age < 1)',
    ],
    ['User.where.not(name: :a, age: 1).delete_all', "DELETE FROM users WHERE NOT (name = 'a' AND age = 1)"],
    [
      "User.where('name = ? AND age IN (?)', 'a', [1, 2]).update_all('age = age + 1')",
      "UPDATE users SET age = age + 1 WHERE (name = 'a' AND age IN (1,2))",
    ],
    [
      "User.where('name = :n AND data::text <> :n', n: 'a').update_all(['name = ?', nil])",
      "UPDATE users SET name = NULL WHERE (name = 'a' AND data::text <> 'a')",
    ],
    ['User.where(rate: 1.5).update_all(rate: 2)', 'UPDATE users SET rate = 2 WHERE rate = 1.5'],
  ])('%s', (body, sql) => {
    expect(sent(body)).toEqual([sql])
  })

  test('are found in the table it names, and kept in a variable', () => {
    const model =
      "class Person < ActiveRecord::Base\n    self.table_name = 'users'\n    self.inheritance_column = nil\n    has_many :posts\n    validates :name, presence: true\n  end"
    expect(sent("old = Person.where(age: 1)\n    old.update_all(name: 'x')\n    old.delete_all", model)).toEqual([
      "UPDATE users SET name = 'x' WHERE age = 1",
      'DELETE FROM users WHERE age = 1',
    ])
  })

  test('are told where a program goes through them', () => {
    expect(sent('old = User.where(age: 1)\n    old.each { |u| u.destroy }')).toEqual([
      'CODE (calls each on the rows of a model (here old is rows of users where age = 1)) [users]: old.each { |u| u.destroy }',
    ])
  })
})

describe('stay code', () => {
  const kept = [expect.stringMatching(/^CODE /)]

  test.each([
    ['a default scope', 'class User < ActiveRecord::Base; default_scope { where(active: true) }; end'],
    ['a module in the class', 'class User < ActiveRecord::Base; include Deleted; end'],
    ['a method of the class', 'class User < ActiveRecord::Base; def self.where(*) = none; end'],
    ['a macro nobody knows', 'class User < ActiveRecord::Base; acts_as_paranoid; end'],
    ['a name that is computed', 'class User < ActiveRecord::Base; self.table_name = "#{x}users"; end'],
    ['a class made from another', 'class User < Person; end'],
    ['a class in a module', 'module Old; class User < ActiveRecord::Base; end; end'],
    ['a class that is opened twice', 'class User < ActiveRecord::Base; end\n  class User < ActiveRecord::Base; default_scope { x }; end'],
    ['an enum of that column', 'class User < ActiveRecord::Base; enum age: { young: 1 }; end'],
    ['a class of the application', 'X = 1'],
  ])('rows of %s', (_, model) => {
    expect(sent('User.where(age: 1).delete_all', model)).toEqual(kept)
  })

  test.each([
    "User.where(age: '1').delete_all",
    'User.where(active: 1).delete_all',
    "User.where(data: 'x').delete_all",
    'User.where(rate: 1...5).delete_all',
    'User.where(rate: 1.555).delete_all',
    'User.where(age: 3_000_000_000).delete_all',
    'User.where(posts: 1).delete_all',
    "User.where('age = 1; DROP TABLE users').delete_all",
    'User.where(age: 1).limit(5).delete_all',
    'User.joins(:posts).delete_all',
    'say User.where(age: 1).delete_all.to_s',
    'User.where(age: Time.now.year).delete_all',
  ])('%s', body => {
    expect(sent(body)).toEqual(kept)
  })

  test('several conditions negated at once, before Rails 6.1', () => {
    expect(sent('User.where.not(name: "a", age: 1).delete_all', undefined, '6.0')).toEqual(kept)
  })

  test('and write nothing where the rows have a version', () => {
    const table = 'create_table :users do |t|\n  t.integer :age\n  t.integer :lock_version\nend'
    const text =
      'class Example < ActiveRecord::Migration[7.1]\n  class User < ActiveRecord::Base; end\n  def up\n    User.update_all(age: 1)\n  end\nend\n'
    expect(sqlOf(lastOf([classOf(table), text]).up)).toEqual(kept)
  })
})
