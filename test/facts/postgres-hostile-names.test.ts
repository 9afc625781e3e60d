import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { assertFact, onlyUnless } from '../../src/engines/postgres/guards.ts'
import { introspect } from '../../src/engines/postgres/introspect.ts'
import { dollarQuote, quoteIdentifier, quoteLiteral } from '../../src/engines/postgres/quote.ts'
import { clipName } from '../../src/model/name.ts'
import { statementsOf } from '../../src/engines/postgres/sql.ts'
import { parseType } from '../../src/engines/postgres/types.ts'
import { emptySchema, type Column } from '../../src/model/schema.ts'
import type { Step } from '../../src/steps/step.ts'
import { type Server, startServer } from '../../src/verify/postgres-server.ts'

/** What quoting, dollar quoting, format strings, PL/pgSQL keywords and comments could trip over. */
const odd = [
  'Odd "Name"',
  "it's",
  '$lockstep$',
  '$lockstep1$',
  '100%s %I',
  'back\\slash',
  'two\nlines',
  'loop',
  'if',
  'select',
  'user',
  '--no',
  '/*no',
  'a;b',
  'ünï',
  'found',
  'new',
  'EXISTS (',
  'public.x',
]

describe.each([12, 18])('hostile names on PostgreSQL %i', major => {
  let server: Server
  let client: pg.Client
  const version = { engine: 'postgres', major, minor: 0 } as const
  beforeAll(async () => {
    server = await startServer({ major })
    client = new pg.Client(await server.createDatabase('odd'))
    await client.connect()
  })
  afterAll(async () => {
    await client.end()
    await server.stop()
  })

  const run = async (steps: readonly Step[]): Promise<void> => {
    for (const step of steps) {
      const before = await introspect(async (text, values) => (await client.query(text, values as unknown[])).rows)
      const statements = statementsOf(step, before, version)
      for (const round of [1, 2]) {
        for (const statement of statements) {
          const isPlain = /\bCONCURRENTLY\b/.test(statement.sql)
          await client.query(isPlain ? statement.sql : onlyUnless(statement)).catch(reason => {
            throw new Error(`${step.kind}, round ${round}: ${reason.message}\n${isPlain ? statement.sql : onlyUnless(statement)}`)
          })
          const { assertAfter } = statement
          if (assertAfter !== undefined) await client.query(assertFact({ ...assertAfter, reads: [], scans: false }, assertAfter.otherwise))
        }
      }
    }
  }

  it.each(odd)('%j', async name => {
    const next = (suffix: string): string => `${name} ${suffix}`
    const table = { schema: name, name }
    const quoted = quoteIdentifier(name)
    const column = (of: string, native: string, more: Partial<Column> = {}): Column => ({
      name: of,
      type: parseType(native),
      nullable: true,
      ...more,
    })
    await client.query(`CREATE SCHEMA ${quoteIdentifier(name)}`)
    await run([
      { kind: 'create-enum', enum: { name: { schema: name, name: next('type') }, values: [name, next('2')] } },
      { kind: 'add-enum-value', enum: { schema: name, name: next('type') }, value: next('3'), after: name },
      { kind: 'rename-enum-value', enum: { schema: name, name: next('type') }, from: name, to: next('1') },
      {
        kind: 'create-domain',
        domain: {
          name: { schema: name, name: next('domain') },
          type: parseType('text'),
          nullable: true,
          checks: [{ kind: 'check', name, expression: `VALUE <> ${quoteLiteral(name)}`, validated: false }],
        },
      },
      { kind: 'create-sequence', sequence: { name: { schema: name, name: next('seq') }, type: 'bigint', options: '' } },
      {
        kind: 'create-table',
        table: {
          name: table,
          comment: name,
          columns: [
            column('id', 'integer', { nullable: false }),
            column(name, 'text', { default: { sql: quoteLiteral(name) }, comment: name }),
          ],
          constraints: [
            { kind: 'primary-key', name: next('pk'), columns: ['id'] },
            { kind: 'check', name: next('check'), expression: `${quoted} <> ${quoteLiteral('x' + name)}`, validated: true, comment: name },
          ],
          indexes: [],
        },
      },
      { kind: 'add-column', table, column: column(next('2'), 'text') },
      {
        kind: 'create-sync-trigger',
        table,
        name: next('sync'),
        pairs: [
          {
            from: name,
            to: next('2'),
            fromDefault: quoteLiteral(name),
            forward: `NEW.${quoteIdentifier(name)}::text`,
            backward: `NEW.${quoteIdentifier(next('2'))}::text`,
          },
        ],
      },
    ])
    await client.query(`INSERT INTO ${quoteIdentifier(name)}.${quoteIdentifier(name)} SELECT i, 'a' || i FROM generate_series(1, 20) AS i`)
    await run([
      {
        kind: 'backfill',
        table,
        set: [{ column: next('2'), expression: quoteIdentifier(name) }],
        where: `${quoteIdentifier(next('2'))} IS DISTINCT FROM ${quoteIdentifier(name)}`,
        key: ['id'],
      },
      {
        kind: 'create-index',
        table,
        index: {
          name: next('i'),
          parts: [{ column: name }, { expression: `lower(${quoteIdentifier(next('2'))})` }],
          unique: true,
          valid: true,
          comment: name,
        },
        online: true,
      },
      { kind: 'rename-index', table, from: next('i'), to: next('j') },
      {
        kind: 'add-constraint',
        table,
        constraint: {
          kind: 'foreign-key',
          name: next('fk'),
          columns: ['id'],
          references: table,
          referencedColumns: ['id'],
          validated: false,
          comment: name,
        },
      },
      { kind: 'rename-constraint', table, from: next('fk'), to: next('f') },
      { kind: 'drop-sync-trigger', table, name: next('sync'), pairs: [] },
      { kind: 'rename-column', table, from: name, to: next('1') },
      {
        kind: 'create-policy',
        table,
        policy: {
          name,
          command: 'all',
          permissive: true,
          roles: ['PUBLIC'],
          using: `${quoteIdentifier(next('1'))} <> ${quoteLiteral(name)}`,
        },
      },
      {
        kind: 'create-view',
        view: {
          name: { schema: name, name: next('v') },
          query: `SELECT ${quoteIdentifier(next('1'))} AS ${quoted} FROM ${quoteIdentifier(name)}.${quoteIdentifier(name)}`,
          materialized: false,
          reads: {},
          columns: [name],
        },
      },
      { kind: 'advance-sequence', sequence: { schema: name, name: next('seq') }, table, column: 'id' },
      { kind: 'rename-table', from: table, to: next('t') },
      { kind: 'rename-type', from: { schema: name, name: next('type') }, to: next('u') },
      { kind: 'set-table-schema', from: { schema: name, name: next('t') }, to: undefined },
    ])
    const { rows } = await client.query(
      `SELECT count(*)::int AS n FROM ${quoteIdentifier(next('t'))} WHERE ${quoteIdentifier(next('2'))} = 'a' || id`,
    )
    expect(rows).toEqual([{ n: 20 }])
    await client.query(`DROP TABLE ${quoteIdentifier(next('t'))} CASCADE`)
  })

  it('quotes every word that the server keeps for itself', async () => {
    const { rows } = await client.query<{ word: string }>(`SELECT word FROM pg_get_keywords() WHERE catcode <> 'U'`)
    expect(rows.length).toBeGreaterThan(100)
    expect(rows.filter(({ word }) => !quoteIdentifier(word).startsWith('"'))).toEqual([])
  })

  it.each(['on', 'off'])('literals mean the same with standard_conforming_strings %s', async setting => {
    await client.query(`SET standard_conforming_strings = ${setting}; SET escape_string_warning = off`)
    for (const text of odd)
      expect((await client.query(`SELECT ${quoteLiteral(text)} AS text, ${dollarQuote(text)} AS body`)).rows).toEqual([
        { text, body: text },
      ])
    await client.query('RESET standard_conforming_strings; RESET escape_string_warning')
  })

  it('cuts names as the server does', async () => {
    for (const name of ['x'.repeat(70), 'é'.repeat(40), `x${'é'.repeat(40)}`, '😀'.repeat(20), `xy${'€'.repeat(30)}`]) {
      expect((await client.query(`SELECT ${quoteLiteral(name)}::name AS name`)).rows).toEqual([{ name: clipName(name) }])
    }
  })

  it('raises with the count where the message wants it, whatever else the message holds', async () => {
    const fact = { condition: 'false', count: 'SELECT 42', otherwise: '%s rows of "100%s" lack found', reads: [], scans: true }
    await expect(
      client.query(assertFact(fact, `LOCKSTEP GATE: contract of "rename 100%s" must not run yet. ${fact.otherwise}. 5 % of it's \\ that.`)),
    ).rejects.toThrow(`LOCKSTEP GATE: contract of "rename 100%s" must not run yet. 42 rows of "100%s" lack found. 5 % of it's \\ that.`)
    await expect(client.query(assertFact({ ...fact, condition: 'NULL' }, 'unknown is not fulfilled'))).rejects.toThrow(
      'unknown is not fulfilled',
    )
    await client.query(assertFact({ ...fact, condition: `EXISTS (SELECT FROM (SELECT 1 AS found) AS t WHERE found = 1)` }, 'x'))
  })

  it('in one of several tenants, takes no other schema for its own', async () => {
    await client.query(
      `CREATE SCHEMA tenant; CREATE TABLE public.people (id integer); CREATE TABLE tenant.people (id integer); CREATE TABLE public.persons (id integer); CREATE TYPE public.state AS ENUM ('a'); SET search_path = tenant, public`,
    )
    const people = async (): Promise<unknown> =>
      (
        await client.query(
          `SELECT string_agg(schemaname || '.' || tablename, ' ' ORDER BY 1) AS names FROM pg_tables WHERE tablename IN ('people', 'persons')`,
        )
      ).rows[0].names
    const rename: Step = { kind: 'rename-table', from: { name: 'people' }, to: 'persons' }
    const [statement] = statementsOf(rename, emptySchema, version)
    // The template schema has the new name already, and after the rename it still has the old one.
    await client.query(onlyUnless(statement!))
    expect(await people()).toBe('public.people public.persons tenant.persons')
    await client.query(onlyUnless(statement!))
    expect(await people()).toBe('public.people public.persons tenant.persons')
    await run([{ kind: 'create-enum', enum: { name: { name: 'state' }, values: ['a'] } }])
    expect((await client.query(`SELECT to_regtype('tenant.state') IS NOT NULL AS made`)).rows).toEqual([{ made: true }])
    await client.query('RESET search_path')
  })
})
