import { Entries } from '../../../src/model/entries.ts'
import { beforeAll, describe, expect, it } from 'vitest'
import { effectsOf } from '../../../src/engines/postgres/effects.ts'
import { impliesDefaultMisses, impliesPartition } from '../../../src/engines/postgres/effects/partition-proof.ts'
import { loadExpressions } from '../../../src/engines/postgres/expressions.ts'
import { isProvenNotNull } from '../../../src/engines/postgres/proof.ts'
import { parseType } from '../../../src/engines/postgres/types.ts'
import { emptySchema, type Check, type Schema, type Table } from '../../../src/model/schema.ts'

// What needs a server is in test/facts/effects.test.ts; here is what no server can show, and the proofs' edges.
beforeAll(loadExpressions)

const version = { engine: 'postgres', major: 16, minor: 0 } as const
const check = (expression: string, validated = true): Check => ({ kind: 'check', name: 'c', expression, validated })
const table = (more: Partial<Table> = {}): Table => ({
  name: { name: 'users' },
  columns: ['id', 'name', 'A b'].map(name => ({ name, type: parseType('varchar(5)'), nullable: true })),
  constraints: [],
  indexes: [],
  ...more,
})
const schema = (users: Table, tainted: string[] = []): Schema => ({ ...emptySchema, tables: Entries.of({ users }), tainted })

describe('after SQL that was not understood', () => {
  it('SET NOT NULL is not proven', () => {
    const users = table({ constraints: [check('name IS NOT NULL')] })
    const work = (tainted: string[]) =>
      effectsOf({ kind: 'set-not-null', table: users.name, column: 'name' }, schema(users, tainted), version).locks[0]?.work
    expect([work([]), work(['other']), work(['users']), work(['*'])]).toEqual(['none', 'none', 'scan', 'scan'])
  })
  it('no type change is free', () => {
    const [, from] = table().columns as [Table['columns'][number], Table['columns'][number]]
    const step = { kind: 'alter-column-type' as const, table: { name: 'users' }, from, to: { ...from, type: parseType('text') } }
    expect(effectsOf(step, schema(table()), version)).toMatchObject({ long: false, locks: [{ mode: 'access exclusive', work: 'none' }] })
    expect(effectsOf(step, schema(table(), ['users']), version)).toMatchObject({ long: true, locks: [{ work: 'rewrite' }] })
  })
  it('is itself taken for the worst', () => {
    const step = { kind: 'execute-sql' as const, up: 'CALL anything()', reason: '', transactional: false, touches: [] }
    expect(effectsOf(step, schema(table()), version)).toMatchObject({
      long: true,
      transactional: false,
      locks: [{ relation: { name: 'users' }, mode: 'access exclusive', work: 'rewrite' }],
    })
  })
})

describe('a column is proven NOT NULL', () => {
  it.each([
    'name IS NOT NULL',
    '((name IS NOT NULL))',
    '("name") is not null',
    `name IS NOT NULL AND id <> ''`,
    `(id <> '') AND ((name IS NOT NULL))`,
  ])('by %s', expression => expect(isProvenNotNull(table({ constraints: [check(expression)] }), 'name', emptySchema)).toBe(true))
  it.each([
    'id IS NOT NULL',
    `name <> ''`,
    'name IS NOT NULL OR id IS NOT NULL',
    'NOT (name IS NOT NULL)',
    'NOT name IS NULL',
    'name IS NULL',
    'lower(name) IS NOT NULL',
    `id BETWEEN 'a' AND name IS NOT NULL`,
    '(name IS NOT NULL) IS FALSE',
    `(name IS NOT NULL) = (id IS NOT NULL)`,
  ])('not by %s', expression => expect(isProvenNotNull(table({ constraints: [check(expression)] }), 'name', emptySchema)).toBe(false))
})

describe('rows are proven to fit a partition', () => {
  const parent = table({ partitioning: { strategy: 'range', key: 'name', columns: ['name'] } })
  const month = `FOR VALUES FROM ('b') TO ('d')`
  const fits = (expression: string, bounds = month) =>
    impliesPartition(
      table({ columns: table().columns.map(column => ({ ...column, nullable: false })), constraints: [check(expression)] }),
      parent,
      bounds,
      emptySchema,
    )
  it.each([`name >= 'b' AND name < 'd'`, `((name IS NOT NULL) AND ((name)::text >= 'b'::text) AND ((name)::text < 'd'::text))`])(
    'by %s',
    expression => expect(fits(expression)).toBe(true),
  )
  it.each([
    `name >= 'b'`,
    `name >= 'b' AND name <= 'd'`,
    `name >= 'b' OR name < 'd'`,
    `id >= 'b' AND id < 'd'`,
    `name >= 'b' AND name < 'c'`,
    `NOT (name >= 'b' AND name < 'd')`,
  ])('not by %s', expression => expect(fits(expression)).toBe(false))
  it('by IN for a list', () => {
    expect(fits(`name IN ('x', 'y')`, `FOR VALUES IN ('x', 'y')`)).toBe(true)
    expect(fits(`name IN ('x', 'z')`, `FOR VALUES IN ('x', 'y')`)).toBe(false)
  })
  it('not while the column may be NULL', () =>
    expect(impliesPartition(table({ constraints: [check(`name >= 'b' AND name < 'd'`)] }), parent, month, emptySchema)).toBe(false))

  const misses = (expression: string, nullable = false) =>
    impliesDefaultMisses(
      table({ columns: table().columns.map(column => ({ ...column, nullable })), constraints: [check(expression)] }),
      parent,
      month,
      emptySchema,
    )
  it.each([`NOT (name IS NOT NULL AND name >= 'b' AND name < 'd')`, `name < 'b' OR name >= 'd'`])(
    'and the default partition to lack them by %s',
    expression => expect(misses(expression)).toBe(true),
  )
  it.each([
    `NOT (name >= 'b' AND name < 'c')`,
    `name < 'b' OR name >= 'c'`,
    `name < 'b' AND name >= 'd'`,
    `NOT (name >= 'b') AND name < 'd'`,
    `name >= 'b'`,
  ])('but not by %s', expression => expect(misses(expression)).toBe(false))
  it('with NULL spoken of where it may be', () => {
    expect(misses(`name < 'b' OR name >= 'd'`, true)).toBe(false)
    expect(misses(`name IS NULL OR name < 'b' OR name >= 'd'`, true)).toBe(true)
    expect(misses(`NOT (name IS NOT NULL AND name >= 'b' AND name < 'd')`, true)).toBe(true)
  })
})
