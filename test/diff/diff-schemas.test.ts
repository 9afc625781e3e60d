import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  bigint,
  date,
  enumType,
  integer,
  schema,
  sql,
  table,
  text,
  varchar,
  view,
  routine,
  sequence,
  extension,
  domain,
} from '../../src/authoring.ts'
import { evolve } from '../../src/changes/evolve/evolve.ts'
import { compareSchemas, diffSchemas } from '../../src/diff/diff-schemas.ts'
import { isSame, sqlKey } from '../../src/diff/same.ts'
import type { Schema } from '../../src/model/schema.ts'

const kinds = (from: Schema, to: Schema): string[] => diffSchemas(from, to).map(c => c.kind)
/** Columns and parts in another order are the same schema: a position cannot be changed. */
const sorted = (all: Schema): Schema => ({
  ...all,
  tables: all.tables.map(t => ({
    ...t,
    columns: t.columns.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    constraints: t.constraints.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    indexes: t.indexes.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  })),
})
const leadsTo = (from: Schema, to: Schema): void => {
  const { changes, unsaid } = compareSchemas(from, to)
  const reached = changes.reduce(evolve, from)
  expect(unsaid).toEqual([])
  expect(compareSchemas(sorted(reached), sorted(to))).toEqual({ changes: [], unsaid: [] })
}

const status = (...labels: readonly string[]) => enumType('status', labels)

describe('difference of two schemas', () => {
  const small = (extra: Parameters<typeof table>[0] = {}) =>
    schema({ users: table({ id: bigint().primaryKey(), name: text(), ...extra }) }).schema

  test('there is none of a schema and itself', () => {
    expect(diffSchemas(small(), small())).toEqual([])
  })

  test('each property of a column is a change of its own, in an order that can run', () => {
    const to = small({
      name: varchar(80).notNull().default('x').collate('C').comment('c').statistics(5).storage('main').compression('lz4'),
    })
    expect(kinds(small(), to)).toEqual([
      'change-type',
      'set-collation',
      'set-default',
      'make-required',
      'set-column-comment',
      'set-column-option',
      'set-column-option',
      'set-column-option',
    ])
    leadsTo(small(), to)
    leadsTo(to, small())
  })

  test('what the catalog prints and what a person writes are the same', () => {
    expect(sqlKey("'x'::text")).toBe(sqlKey("'x'"))
    expect(sqlKey("'x'::character varying(20)")).toBe(sqlKey("'x'"))
    expect(sqlKey("'{}'::text[]")).toBe(sqlKey("'{}'"))
    expect(sqlKey('((age > 0))')).toBe(sqlKey('age  >  0'))
    expect(sqlKey('NOW()')).toBe(sqlKey('now()'))
    expect(sqlKey('(a) OR (b)')).not.toBe(sqlKey('a) OR (b'))
    expect(sqlKey('age::text')).not.toBe(sqlKey('age'))
    expect(sqlKey("a = 'X'")).not.toBe(sqlKey("a = 'x'"))
    expect(sqlKey('"Name"')).not.toBe(sqlKey('name'))
  })

  test('the same index or constraint under another name is renamed, not built again', () => {
    const named = (name: string) =>
      schema({
        users: table({ id: bigint(), email: text().unique({ name: `${name}_key` }) }, t => ({ indexes: [t.index(['email'], { name })] })),
      }).schema
    expect(kinds(named('a'), named('b'))).toEqual(['rename-constraint', 'rename-index'])
    leadsTo(named('a'), named('b'))
  })

  test('another definition under the same name replaces the index and makes the constraint anew', () => {
    const of = (size: number, unique: boolean) =>
      schema({
        t: table({ a: integer() }, t => ({ constraints: [t.check('size', sql`a < ${size}`)], indexes: [t.index(['a'], { unique })] })),
      }).schema
    expect(kinds(of(1, false), of(2, true))).toEqual(
      ['drop-constraint', 'replace-index', 'add-constraint'].toSorted(
        (a, b) =>
          ['drop-constraint', 'add-constraint', 'replace-index'].indexOf(a) -
          ['drop-constraint', 'add-constraint', 'replace-index'].indexOf(b),
      ),
    )
    leadsTo(of(1, false), of(2, true))
  })

  test('a check or foreign key that was not valid is validated', () => {
    const of = (notValid: boolean) =>
      schema({ t: table({ a: integer() }, t => ({ constraints: [t.check('size', sql`a < 1`, { notValid })] })) }).schema
    expect(kinds(of(true), of(false))).toEqual(['validate-constraint'])
    expect(kinds(of(false), of(true))).toEqual(['drop-constraint', 'add-constraint'])
  })

  test('tables come after what they reference and go before it, circles included', () => {
    const empty = schema({}).schema
    const circle = schema({
      a: table({ id: bigint().primaryKey(), b_id: bigint().references('b', 'id') }),
      b: table({ id: bigint().primaryKey(), a_id: bigint().references('a', 'id'), c_id: bigint().references('c', 'id') }),
      c: table({ id: bigint().primaryKey() }),
    }).schema
    expect(diffSchemas(empty, circle).map(c => (c.kind === 'create-table' ? c.table.name.name : c.kind))).toEqual([
      'c',
      'b',
      'a',
      'add-constraint',
    ])
    expect(diffSchemas(circle, empty).map(c => (c.kind === 'drop-table' ? c.table.name.name : c.kind))).toEqual([
      'drop-constraint',
      'a',
      'b',
      'c',
    ])
    leadsTo(empty, circle)
    leadsTo(circle, empty)
  })

  test('foreign keys go before the keys they lean on, and come after', () => {
    const of = (key: 'id' | 'code') =>
      schema({
        users: table({ id: bigint(), code: bigint() }, t => ({ constraints: [t.primaryKey([key])] })),
        orders: table({ user: bigint() }, t => ({ constraints: [t.foreignKey(['user'], 'users', [key])] })),
      }).schema
    expect(
      diffSchemas(of('id'), of('code')).flatMap(c =>
        'constraint' in c && typeof c.constraint === 'object' ? `${c.kind} ${c.constraint.name}` : [],
      ),
    ).toEqual([
      'drop-constraint orders_user_fkey',
      'drop-constraint users_pkey',
      'add-constraint users_pkey',
      'add-constraint orders_user_fkey',
    ])
  })

  test('enum values are added in place; removed or reordered ones make the type anew', () => {
    const of = (...labels: readonly string[]) => schema({}, { enums: [status(...labels)] }).schema
    expect(diffSchemas(of('b', 'd'), of('a', 'b', 'c', 'd', 'e'))).toMatchObject([
      { value: 'a', before: 'b' },
      { value: 'c', before: 'd' },
      { value: 'e' },
    ])
    leadsTo(of('b', 'd'), of('a', 'b', 'c', 'd', 'e'))
    expect(kinds(of('a', 'b'), of('b', 'a'))).toEqual(['rebuild-enum'])
    expect(kinds(of('a', 'b'), of('a'))).toEqual(['rebuild-enum'])
  })

  test('everything else comes, goes and changes', () => {
    const email = (check: string) => domain('email', text(), { checks: [{ name: 'c', expression: sql`VALUE <> ${check}` }] })
    const [from, to] = [1, 2].map(
      n =>
        schema(
          {
            t: table({ a: integer(), b: integer() }, t => ({
              triggers: [{ name: 'x', definition: sql`CREATE TRIGGER x ${n}`, function: 'f' }],
              policies: [{ name: 'p', using: sql`a = ${n}` }],
              grants: [{ grantee: 'app', privileges: [n === 1 ? 'SELECT' : 'UPDATE'] }],
              rowSecurity: n === 1 ? 'enabled' : undefined,
              comment: String(n),
              options: `fillfactor=${n}0`,
              replicaIdentity: n === 1 ? 'full' : undefined,
              constraints: [t.exclusion('e', sql`USING gist (a WITH =, ${n} WITH =)`, { columns: ['a'] })],
            })),
          },
          {
            views: [view('v', sql`SELECT ${n}`), view(`only_${n}`, sql`SELECT 1`)],
            routines: [routine('f', '', { definition: sql`f ${n}` }), routine(`f${n}`, '', { definition: sql`f` })],
            sequences: [sequence('s', { options: sql`START ${n}` }), sequence(`s${n}`)],
            extensions: [extension(`e${n}`)],
            domains: [email(String(n))],
            enums: [enumType(`mood${n}`, ['a'])],
          },
        ).schema,
    ) as [Schema, Schema]
    expect([...new Set(kinds(from, to))].toSorted()).toMatchSnapshot()
    leadsTo(from, to)
    leadsTo(to, from)
  })

  test('partitions: made like tables, and what their parent says is not said twice', () => {
    const of = (extra: Parameters<typeof table>[0], parts: readonly number[]) =>
      schema({
        events: table({ id: bigint(), at: date(), ...extra }, { partitionBy: { strategy: 'range', columns: ['at'] } }),
        ...Object.fromEntries(
          parts.map(year => [
            `events_${year}`,
            table(
              { id: bigint(), at: date(), ...extra },
              { partitionOf: { parent: 'events', bounds: sql`FOR VALUES FROM (${`${year}-01-01`}) TO (${`${year + 1}-01-01`})` } },
            ),
          ]),
        ),
      }).schema
    expect(kinds(of({}, [2025]), of({ note: text() }, [2025, 2026]))).toEqual(['create-partition', 'add-column'])
    expect(kinds(of({}, [2025, 2026]), of({}, [2026]))).toEqual(['drop-partition'])
  })

  test('what no change says is named, not left out', () => {
    const of = (owner: string) =>
      schema(
        { t: table({ a: integer().options(`n_distinct=${owner.length}`) }, { owner, unlogged: owner === 'a' }) },
        { others: [{ kind: 'aggregate', name: { name: owner } }] },
      ).schema
    expect(compareSchemas(of('a'), of('bb')).unsaid).toEqual([
      'aggregate a, aggregate bb: not the same on both sides',
      't.a: options is n_distinct=1, should be n_distinct=2',
      't: owner is a, should be bb',
      't: unlogged is true, should be false',
    ])
  })

  test('statistics are no part of a schema', () => {
    const of = (rows: number) => schema({ t: table({ a: integer() }, { statistics: { rows } }) }).schema
    expect(compareSchemas(of(1), of(2))).toEqual({ changes: [], unsaid: [] })
  })

  test('the changes lead from any schema to any other', () => {
    const column = fc.record({
      name: fc.constantFrom('a', 'b', 'c', 'd'),
      type: fc.constantFrom(text(), integer(), varchar(9)),
      required: fc.boolean(),
      unique: fc.boolean(),
      comment: fc.option(fc.constantFrom('x', 'y'), { nil: undefined }),
    })
    const anyTable = fc.record({
      columns: fc.uniqueArray(column, { selector: c => c.name, minLength: 1 }),
      index: fc.boolean(),
      partner: fc.constantFrom('t', 'u', undefined),
    })
    const any = fc.record({ t: anyTable, u: fc.option(anyTable, { nil: undefined }) }).map(
      tables =>
        schema(
          Object.fromEntries(
            Object.entries(tables).flatMap(([name, said]) => {
              if (said === undefined) return []
              const columns = Object.fromEntries(
                said.columns.map(c => [
                  c.name,
                  [c.type]
                    .map(b => (c.required ? b.notNull() : b))
                    .map(b => (c.unique ? b.unique() : b))
                    .map(b => (c.comment === undefined ? b : b.comment(c.comment)))[0]!,
                ]),
              )
              return [
                [
                  name,
                  table({ id: bigint().primaryKey(), ...columns }, t => ({
                    indexes: said.index ? [t.index([said.columns[0]!.name as 'id'])] : [],
                    constraints:
                      said.partner !== undefined && tables[said.partner] !== undefined ? [t.foreignKey(['id'], said.partner, ['id'])] : [],
                  })),
                ],
              ]
            }),
          ),
        ).schema,
    )
    fc.assert(
      fc.property(any, any, (from, to) => {
        leadsTo(from, to)
        expect(diffSchemas(from, to)).toEqual(diffSchemas(from, to))
      }),
      { numRuns: 150 },
    )
  })

  test('absent, undefined and false say the same, except where false says something', () => {
    expect(isSame({ a: false }, {})).toBe(true)
    expect(isSame({ enforced: false }, {})).toBe(false)
  })
})
