import { Entries } from '../../src/model/entries.ts'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseType } from '../../src/engines/postgres/types.ts'
import { statementsOf } from '../../src/engines/postgres/sql.ts'
import { emptySchema, type Column, type Schema } from '../../src/model/schema.ts'
import type { SyncPair } from '../../src/steps/shapes/column.ts'
import { type Server, startServer } from '../../src/verify/postgres-server.ts'

const table = { name: 'people' }
const column = (name: string, native: string): Column => ({ name, type: parseType(native), nullable: true })

describe.each([12, 18])('sync triggers on PostgreSQL %i', major => {
  let server: Server
  let client: pg.Client
  beforeAll(async () => {
    server = await startServer({ major })
    client = new pg.Client(await server.createDatabase('sync'))
    await client.connect()
    await client.query('CREATE EXTENSION citext')
  })
  afterAll(async () => {
    await client.end()
    await server.stop()
  })

  /** A table `people (id, …columns)` with the trigger; `columns` as SQL, `types` as the model knows them. */
  const set = async (columns: string, pairs: readonly SyncPair[], types: Readonly<Record<string, string>>): Promise<void> => {
    await client.query(`DROP TABLE IF EXISTS people; CREATE TABLE people (id integer PRIMARY KEY DEFAULT 1, ${columns})`)
    const schema: Schema = {
      ...emptySchema,
      tables: Entries.of({
        people: { name: table, columns: Object.entries(types).map(([name, native]) => column(name, native)), constraints: [], indexes: [] },
      }),
    }
    for (const { sql } of statementsOf({ kind: 'create-sync-trigger', table, name: 'zz_sync', pairs }, schema, {
      engine: 'postgres',
      major,
      minor: 0,
    }))
      await client.query(sql)
  }
  /** Runs the statements one after the other on an empty table, then reads the one row. */
  const row = async (...statements: readonly string[]): Promise<Record<string, unknown>> => {
    await client.query('TRUNCATE people')
    for (const sql of statements) await client.query(sql)
    return (await client.query('SELECT * FROM people')).rows[0]
  }

  describe('a renamed column whose default both have', () => {
    beforeAll(() =>
      set(`name text DEFAULT 'd', full_name text DEFAULT 'd'`, [{ from: 'name', to: 'full_name', fromDefault: `'d'`, toDefault: `'d'` }], {
        name: 'text',
        full_name: 'text',
      }),
    )

    it.each([
      // What the old application writes, and the new one: a value, the default left out, the default said, an explicit NULL.
      [`INSERT INTO people (name) VALUES ('v')`, 'v'],
      [`INSERT INTO people DEFAULT VALUES`, 'd'],
      [`INSERT INTO people (name) VALUES ('d')`, 'd'],
      [`INSERT INTO people (name) VALUES (NULL)`, null],
      [`INSERT INTO people (full_name) VALUES ('v')`, 'v'],
      [`INSERT INTO people (full_name) VALUES ('d')`, 'd'],
      [`INSERT INTO people (full_name) VALUES (NULL)`, null],
      // Both sides written: alike, and not alike (the new side is right).
      [`INSERT INTO people (name, full_name) VALUES ('v', 'v')`, 'v'],
      [`INSERT INTO people (name, full_name) VALUES ('old', 'new')`, 'new'],
      [`INSERT INTO people (name, full_name) VALUES ('old', NULL)`, null],
      [`INSERT INTO people (name, full_name) VALUES (NULL, 'new')`, 'new'],
    ])('%s', async (insert, value) => {
      expect(await row(insert)).toEqual({ id: 1, name: value, full_name: value })
    })

    it.each([
      [`UPDATE people SET name = 'v'`, 'v'],
      [`UPDATE people SET name = NULL`, null],
      [`UPDATE people SET name = DEFAULT`, 'd'],
      [`UPDATE people SET full_name = 'v'`, 'v'],
      [`UPDATE people SET full_name = NULL`, null],
      [`UPDATE people SET full_name = DEFAULT`, 'd'],
      [`UPDATE people SET name = 'v', full_name = 'v'`, 'v'],
      [`UPDATE people SET name = 'old', full_name = 'new'`, 'new'],
      [`UPDATE people SET id = 2`, 'start'],
      [`UPDATE people SET name = 'a'; UPDATE people SET full_name = 'b'; UPDATE people SET name = 'c'`, 'c'],
      [`INSERT INTO people (id, name) VALUES (1, 'x') ON CONFLICT (id) DO UPDATE SET name = 'merged'`, 'merged'],
      [`INSERT INTO people (id, full_name) VALUES (1, 'x') ON CONFLICT (id) DO UPDATE SET full_name = excluded.full_name`, 'x'],
    ])('%s', async (update, value) => {
      expect(await row(`INSERT INTO people (name) VALUES ('start')`, update)).toMatchObject({ name: value, full_name: value })
    })
  })

  describe('a default that only the old column has', () => {
    beforeAll(() =>
      set(`name text DEFAULT 'd', full_name text`, [{ from: 'name', to: 'full_name', fromDefault: `'d'` }], {
        name: 'text',
        full_name: 'text',
      }),
    )
    it.each([
      [`INSERT INTO people DEFAULT VALUES`, 'd'],
      [`INSERT INTO people (name) VALUES (NULL)`, null],
      [`INSERT INTO people (name) VALUES ('v')`, 'v'],
      [`INSERT INTO people (full_name) VALUES ('v')`, 'v'],
      [`INSERT INTO people (name, full_name) VALUES ('old', 'new')`, 'new'],
    ])('%s', async (insert, value) => {
      expect(await row(insert)).toEqual({ id: 1, name: value, full_name: value })
    })
  })

  it('runs after the triggers of the application, and sees what they changed', async () => {
    await set('name text, full_name text', [{ from: 'name', to: 'full_name' }], { name: 'text', full_name: 'text' })
    await client.query(`CREATE OR REPLACE FUNCTION shout() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.name := upper(NEW.name); RETURN NEW; END $$;
      CREATE TRIGGER shout BEFORE INSERT OR UPDATE ON people FOR EACH ROW EXECUTE FUNCTION shout()`)
    expect(await row(`INSERT INTO people (name) VALUES ('a')`)).toMatchObject({ name: 'A', full_name: 'A' })
    expect(await row(`INSERT INTO people (name) VALUES ('a')`, `UPDATE people SET name = 'b'`)).toMatchObject({ name: 'B', full_name: 'B' })
  })

  it('takes over what only a reader can tell apart', async () => {
    const types = {
      a: 'citext',
      b: 'citext',
      c: 'numeric',
      d: 'numeric',
      e: 'json',
      f: 'json',
      g: 'interval',
      h: 'interval',
      i: 'xml',
      j: 'xml',
      k: 'text[]',
      l: 'text[]',
    }
    await set(
      Object.entries(types)
        .map(([name, native]) => `${name} ${native}${native === 'xml' ? ` DEFAULT '<x/>'` : ''}`)
        .join(', '),
      [
        { from: 'a', to: 'b' },
        { from: 'c', to: 'd' },
        { from: 'e', to: 'f' },
        { from: 'g', to: 'h' },
        { from: 'i', to: 'j', fromDefault: `'<x/>'`, toDefault: `'<x/>'` },
        { from: 'k', to: 'l' },
      ],
      types,
    )
    const texts = `SELECT a::text, b::text, c::text, d::text, e::text, f::text, g::text, h::text, i::text, j::text, k::text, l::text FROM people`
    const read = async (...sql: readonly string[]): Promise<unknown[]> => {
      await row(...sql)
      return Object.values((await client.query(texts)).rows[0])
    }
    const insert = `INSERT INTO people (a, c, e, g, i, k) VALUES ('Ann', 1.0, '{"x": 1}', '1 day', '<y/>', '{A}')`
    expect(await read(insert)).toEqual(['Ann', 'Ann', '1.0', '1.0', '{"x": 1}', '{"x": 1}', '1 day', '1 day', '<y/>', '<y/>', '{A}', '{A}'])
    expect(await read(insert, `UPDATE people SET b = 'ANN', d = 1.00, f = '{"x":1}', h = '24:00', j = '<z/>', l = '{a}'`)).toEqual([
      'ANN',
      'ANN',
      '1.00',
      '1.00',
      '{"x":1}',
      '{"x":1}',
      '24:00:00',
      '24:00:00',
      '<z/>',
      '<z/>',
      '{a}',
      '{a}',
    ])
    expect(await read(insert, `UPDATE people SET a = 'ANN', c = 1.00`)).toMatchObject({ 0: 'ANN', 1: 'ANN', 2: '1.00', 3: '1.00' })
  })

  describe('a column split in two', () => {
    const backward = `concat_ws(' ', NEW.first, NEW.last)`
    beforeAll(() =>
      set(
        'name text, first text, last text',
        [
          { from: 'name', to: 'first', forward: `nullif(split_part(NEW.name, ' ', 1), '')`, backward },
          { from: 'name', to: 'last', forward: `nullif(substr(NEW.name, length(split_part(NEW.name, ' ', 1)) + 2), '')`, backward },
        ],
        { name: 'text', first: 'text', last: 'text' },
      ),
    )

    it.each([
      ['old insert', [`INSERT INTO people (name) VALUES ('Ann van Dyk')`], ['Ann van Dyk', 'Ann', 'van Dyk']],
      ['new insert', [`INSERT INTO people (first, last) VALUES ('Ann Lee', 'Dyk')`], ['Ann Lee Dyk', 'Ann Lee', 'Dyk']],
      ['new insert of one part', [`INSERT INTO people (last) VALUES ('Dyk')`], ['Dyk', null, 'Dyk']],
      [
        'both, belonging together',
        [`INSERT INTO people (name, first, last) VALUES ('Ann  Dyk', 'Ann', ' Dyk')`],
        ['Ann  Dyk', 'Ann', ' Dyk'],
      ],
      ['both, not together', [`INSERT INTO people (name, first, last) VALUES ('Bob', 'Ann', 'Dyk')`], ['Ann Dyk', 'Ann', 'Dyk']],
      ['old update', [`INSERT INTO people (name) VALUES ('x')`, `UPDATE people SET name = 'Ann Dyk'`], ['Ann Dyk', 'Ann', 'Dyk']],
      // Converting back is not the inverse here: 'Ann Lee' must stay whole although the old name would be split otherwise.
      [
        'new update of one part',
        [`INSERT INTO people (first, last) VALUES ('Ann Lee', 'Dyk')`, `UPDATE people SET last = 'Moe'`],
        ['Ann Lee Moe', 'Ann Lee', 'Moe'],
      ],
      [
        'what a backfill writes',
        [
          `INSERT INTO people (name) VALUES ('Ann  Dyk')`,
          `ALTER TABLE people DISABLE TRIGGER zz_sync`,
          `UPDATE people SET first = NULL, last = NULL`,
          `ALTER TABLE people ENABLE TRIGGER zz_sync`,
          `UPDATE people SET first = 'Ann', last = ' Dyk'`,
        ],
        ['Ann  Dyk', 'Ann', ' Dyk'],
      ],
    ])('%s', async (_what, statements, [name, first, last]) => {
      expect(await row(...statements)).toEqual({ id: 1, name, first, last })
    })
  })

  describe('two columns merged into one', () => {
    beforeAll(() =>
      set(
        'first text, last text, name text',
        [
          { from: 'first', to: 'name', forward: `concat_ws(' ', NEW.first, NEW.last)`, backward: `split_part(NEW.name, ' ', 1)` },
          { from: 'last', to: 'name', forward: `concat_ws(' ', NEW.first, NEW.last)`, backward: `split_part(NEW.name, ' ', 2)` },
        ],
        { first: 'text', last: 'text', name: 'text' },
      ),
    )

    it.each([
      ['old insert', [`INSERT INTO people (first, last) VALUES ('Ann', 'Dyk')`], ['Ann', 'Dyk', 'Ann Dyk']],
      [
        'old update of one',
        [`INSERT INTO people (first, last) VALUES ('Ann', 'Dyk')`, `UPDATE people SET first = 'Bea'`],
        ['Bea', 'Dyk', 'Bea Dyk'],
      ],
      ['new insert', [`INSERT INTO people (name) VALUES ('Ann Dyk')`], ['Ann', 'Dyk', 'Ann Dyk']],
      [
        'new update',
        [`INSERT INTO people (first, last) VALUES ('Ann', 'Dyk')`, `UPDATE people SET name = 'Bea Moe'`],
        ['Bea', 'Moe', 'Bea Moe'],
      ],
    ])('%s', async (_what, statements, [first, last, name]) => {
      expect(await row(...statements)).toEqual({ id: 1, first, last, name })
    })
  })

  it('fills a column the old application does not know', async () => {
    await client.query('DROP TABLE IF EXISTS people; CREATE TABLE people (id integer, name text, slug text NOT NULL)')
    for (const { sql } of statementsOf(
      { kind: 'create-fill-trigger', table, name: 'zz_fill', column: 'slug', expression: 'lower(NEW.name)' },
      emptySchema,
      { engine: 'postgres', major, minor: 0 },
    ))
      await client.query(sql)
    expect(await row(`INSERT INTO people (name) VALUES ('Ann')`)).toMatchObject({ slug: 'ann' })
    expect(await row(`INSERT INTO people (name, slug) VALUES ('Ann', 'x')`)).toMatchObject({ slug: 'x' })
  })
})
