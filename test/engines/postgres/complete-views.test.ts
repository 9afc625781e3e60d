import { beforeAll, describe, expect, it } from 'vitest'
import { bigint, schema, sql, table, text, view } from '../../../src/index.ts'
import { completeView } from '../../../src/engines/postgres/complete-views.ts'
import { loadExpressions } from '../../../src/engines/postgres/expressions.ts'

describe('views whose author did not say what they read', () => {
  beforeAll(loadExpressions)
  const shop = schema({
    users: table({ id: bigint().primaryKey(), name: text(), email: text() }),
    orders: table({ id: bigint().primaryKey(), user_id: bigint(), note: text() }),
  })
  const reads = (query: string): unknown => completeView({ ...view('v', sql`SELECT 1`).value, query }, shop.schema).reads

  it('read the columns they name, of every table that has one of that name', () => {
    expect(reads('SELECT u.name FROM users u JOIN orders o ON o.user_id = u.id')).toEqual({
      users: ['id', 'name'],
      orders: ['id', 'user_id'],
    })
  })
  it('read everything where they say *', () => {
    expect(reads('SELECT * FROM users')).toEqual({ users: ['id', 'name', 'email'] })
  })
  it('keep what was stated', () => {
    expect(
      completeView({ ...view('v', sql`SELECT name FROM users`, { reads: { users: ['name', 'email'] } }).value }, shop.schema).reads,
    ).toEqual({ users: ['name', 'email'] })
  })
})
