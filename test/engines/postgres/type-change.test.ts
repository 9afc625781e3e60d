import { Entries } from '../../../src/model/entries.ts'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Column, Schema, Table } from '../../../src/model/schema.ts'
import { emptySchema } from '../../../src/model/schema.ts'
import { castsFreely } from '../../../src/engines/postgres/casts.ts'
import { loadExpressions } from '../../../src/engines/postgres/expressions.ts'
import { typeChange } from '../../../src/engines/postgres/type-change.ts'
import { parseType } from '../../../src/engines/postgres/types.ts'

beforeAll(loadExpressions)

const domains: Schema['domains'] = Entries.of({
  short: { name: { name: 'short' }, type: parseType('varchar(10)'), nullable: true, checks: [] },
  mail: {
    name: { name: 'mail' },
    type: parseType('text'),
    nullable: true,
    checks: [{ kind: 'check', name: 'c', expression: `VALUE ~ '@'`, validated: true }],
  },
})
const schema: Schema = { ...emptySchema, domains }
const type = (native: string) => parseType(native, schema)
const column = (native: string, more: Partial<Column> = {}): Column => ({ name: 'a', type: type(native), nullable: true, ...more })
const users = (more: Partial<Table> = {}): Table => ({
  name: { name: 'users' },
  columns: [column('varchar(10)')],
  constraints: [],
  indexes: [],
  ...more,
})
const index = (more: object) => ({ name: 'i', parts: [{ column: 'a' }], unique: false, valid: true, ...more })
const change = (from: string, to: string, table: Partial<Table> = {}, more: Partial<Schema> = {}) =>
  typeChange(users(table), column(from), type(to), { ...schema, ...more })

describe('without dependents', () => {
  it.each([
    ['varchar(10)', 'varchar(20)'],
    ['varchar(10)', 'varchar'],
    ['varchar(10)', 'text'],
    ['text', 'varchar'],
    ['citext', 'text'],
    ['text', 'citext'],
    ['varchar(5)', 'citext'],
    ['cidr', 'inet'],
    ['numeric(8,2)', 'numeric(10,2)'],
    ['numeric(8,2)', 'numeric'],
    ['bit(3)', 'bit varying'],
    ['bit varying(3)', 'bit varying(5)'],
    ['timestamp(3)', 'timestamp(6)'],
    ['timestamp(3)', 'timestamp'],
    ['timestamp', 'timestamp(6)'],
    ['timestamptz(0)', 'timestamptz(3)'],
    ['time(2)', 'time'],
    ['interval(1)', 'interval'],
    ['xml', 'text'],
    ['text', 'text'],
    ['varchar(10)[]', 'varchar[]'],
    ['varchar(10)', 'short'],
    ['short', 'text'],
    ['short', 'varchar(10)'],
  ])('%s to %s is free', (from, to) => expect(change(from, to).cost).toBe('none'))

  it.each([
    ['varchar(20)', 'varchar(10)'],
    ['text', 'varchar(10)'],
    ['char(5)', 'text'],
    ['char(5)', 'char(6)'],
    ['smallint', 'integer'],
    ['integer', 'bigint'],
    ['integer', 'numeric'],
    ['numeric(8,2)', 'numeric(10,3)'],
    ['numeric', 'numeric(10,2)'],
    ['real', 'double precision'],
    ['date', 'timestamp'],
    ['inet', 'cidr'],
    ['json', 'jsonb'],
    ['bit(3)', 'bit varying(5)'],
    ['timestamp(6)', 'timestamp(3)'],
    ['timestamp', 'timestamptz'],
    ['varchar(10)[]', 'varchar(20)[]'],
    ['varchar[]', 'text[]'],
    ['text', 'mail'],
    ['citext', 'varchar(5)'],
  ])('%s to %s rewrites', (from, to) => expect(change(from, to).cost).toBe('rewrite'))
})

describe('a free change is not free', () => {
  it('with an expression index', () =>
    expect(change('varchar(10)', 'text', { indexes: [index({ parts: [{ expression: 'lower(a)' }] })] })).toMatchObject({
      cost: 'index-build',
      because: ['index i is rebuilt: its expression names a'],
    }))
  it('with a partial index whose condition names the column', () =>
    expect(change('varchar(10)', 'text', { indexes: [index({ parts: [{ column: 'id' }], where: `a <> ''` })] }).cost).toBe('index-build'))
  it('with a validated check', () => {
    const check = { kind: 'check' as const, name: 'k', expression: `a <> ''`, validated: true }
    expect(change('varchar(10)', 'text', { constraints: [check] })).toMatchObject({
      cost: 'scan',
      because: ['check k is verified again: it names a'],
    })
    expect(change('varchar(10)', 'text', { constraints: [{ ...check, validated: false }] }).cost).toBe('none')
    expect(change('varchar(10)', 'text', { constraints: [{ ...check, expression: `b <> 'a'` }] }).cost).toBe('none')
  })
  it('with an index on a partitioned table', () => {
    const part: Table = users({
      name: { name: 'users_1' },
      partitionOf: { parent: { name: 'users' }, bounds: 'DEFAULT' },
      indexes: [index({})],
    })
    const partitioning = { strategy: 'range' as const, key: 'id', columns: ['id'] }
    const costWith = (own: Partial<Table>, ofPart: Table) =>
      change('varchar(10)', 'text', own, { tables: Entries.of({ users: users(own), users_1: ofPart }) }).cost
    expect(costWith({ partitioning, indexes: [index({})] }, part)).toBe('index-build')
    expect(costWith({ partitioning }, { ...part, indexes: [] })).toBe('none')
  })
  it('with an index, when operators or collation change', () => {
    expect(change('text', 'citext', { indexes: [index({})] }).cost).toBe('index-build')
    expect(change('text', 'varchar', { indexes: [index({})] }).cost).toBe('none')
  })
  it('after SQL nobody understood', () => expect(change('varchar(10)', 'text', {}, { tainted: ['users'] }).cost).toBe('rewrite'))
})

it('names what pins the column', () => {
  const table: Partial<Table> = {
    columns: [column('varchar(10)'), { ...column('text'), name: 'g', generated: { expression: 'upper(a)', stored: true } }],
    triggers: [{ name: 't', definition: '', function: { name: 'f' }, columns: ['a'], enabled: 'origin' }],
    policies: [{ name: 'p', command: 'all', permissive: true, roles: [], using: 'a = current_user' }],
  }
  const view = { name: { name: 'v' }, query: '', materialized: false, reads: { users: ['a'] }, columns: ['a'] }
  const routine = { name: { name: 'f' }, arguments: 'integer', kind: 'function' as const, definition: '', reads: { users: ['a'] } }
  expect(change('varchar(10)', 'text', table, { views: Entries.of({ v: view }), routines: Entries.of({ f: routine }) }).pinnedBy).toEqual([
    'view v',
    'generated column users.g',
    'trigger t on users',
    'policy p on users',
    'function f(integer)',
  ])
})

it('knows what is not cast by itself', () => {
  expect(castsFreely(type('text'), type('integer'), schema)).toBe(false)
  expect(castsFreely(type('integer'), type('text'), schema)).toBe(true)
  expect(castsFreely(type('double precision'), type('integer'), schema)).toBe(true)
  expect(change('text', 'integer').because).toContain('text is not cast to integer by itself: USING is needed')
})
