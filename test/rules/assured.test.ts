import { expect, test } from 'vitest'
import { isAssured, linesIn } from '../../src/rules/assured.ts'

const text = [
  'class Drop < ActiveRecord::Migration[7.1]',
  '  def change',
  '    safety_assured { remove_column :users, :a, :string }',
  '    safety_assured do',
  '      remove_column :users, :b, :string',
  '',
  '      change_table :users do |t|',
  '        t.remove :c',
  '      end',
  '    end',
  '    remove_column :users, :d, :string',
  '  end',
  'end',
].join('\n')
const at = (line: number) => ({ file: 'drop.rb', line, column: 5 })
const linesOf = linesIn([{ path: 'drop.rb', text }])

test('a statement is assured by the block around it, and by no other', () => {
  const assured = [3, 5, 8, 11].map(line => isAssured('drop-column-breaks-running-code', at(line), linesOf))
  expect(assured).toEqual([true, true, true, false])
})

test('of locks it says nothing', () => {
  expect(isAssured('create-index-blocks-writes', at(3), linesOf)).toBe(false)
})
