import { beforeAll, describe, expect, it } from 'vitest'
import { loadExpressions } from '../../../src/engines/postgres/expressions.ts'
import { readSql } from '../../../src/engines/postgres/read-sql/index.ts'
import { emptySchema } from '../../../src/model/schema.ts'
import { play } from './played.ts'

beforeAll(loadExpressions)

const tables = 'CREATE TABLE a (id int PRIMARY KEY, n int); CREATE TABLE b (id int PRIMARY KEY, a_id int REFERENCES a);'
const lastOf = (sql: string) => play(`${tables} ${sql}`).steps.at(-1)

describe('rows', () => {
  it('are written and read under locks that are told', () => {
    expect(lastOf('UPDATE a SET n = 1')).toMatchObject({
      known: { verb: 'update', whole: true, long: true, locks: [{ relation: { name: 'a' }, mode: 'row exclusive', work: 'scan' }] },
    })
    expect(lastOf('DELETE FROM b USING a WHERE a.id = b.a_id')).toMatchObject({
      known: { verb: 'delete', locks: [{ relation: { name: 'b' } }, { relation: { name: 'a' }, mode: 'access share' }] },
    })
    expect(lastOf('INSERT INTO a VALUES (1, 2)')).toMatchObject({ known: { verb: 'insert', long: false } })
    expect(lastOf('TRUNCATE a CASCADE')).toMatchObject({
      known: { verb: 'truncate', whole: true, locks: [{ relation: { name: 'a' } }, { relation: { name: 'b' }, mode: 'access exclusive' }] },
    })
    expect(lastOf('LOCK TABLE a IN SHARE MODE')).toMatchObject({ known: { verb: 'lock', locks: [{ mode: 'share' }] } })
    expect(lastOf('VACUUM FULL a')).toMatchObject({
      transactional: false,
      known: { locks: [{ mode: 'access exclusive', work: 'rewrite' }] },
    })
  })

  it('that dumps carry after COPY are passed over', () => {
    const read = readSql(`COPY a (id, n) FROM stdin;\n1\t'it;s'\n\\.\n\nCREATE TABLE c (id int);`)
    expect(read.map(({ problem }) => problem)).toEqual([undefined, undefined])
    expect(read[1]!.steps(emptySchema)).toMatchObject([{ kind: 'create-table' }])
  })
})

describe('functions', () => {
  it('that are called and not known may have done anything', () => {
    expect(play(`${tables} SELECT make_partitions('a')`).schema.tainted).toEqual(['*'])
    expect(play(`${tables} SELECT setval('a_id_seq', 5), now()`).schema.tainted).toEqual([])
    expect(
      play(`${tables} CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT count(*)::int FROM a'; SELECT f()`).schema.tainted,
    ).toEqual([])
  })
})

describe('DO', () => {
  it('is played where it only asks the catalog what is there', () => {
    const guard = `DO $$ BEGIN
      IF NOT EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 'a' AND column_name = 'z') THEN
        ALTER TABLE a ADD COLUMN z text;
      END IF;
    END $$;`
    const { steps, schema } = play(`${tables} ${guard} ${guard}`)
    expect(steps.filter(step => step.kind === 'add-column')).toHaveLength(1)
    expect(schema.tainted).toEqual([])
  })

  it('survives what is there already, and nothing else', () => {
    const make = `DO $$ BEGIN CREATE TYPE mood AS ENUM ('a'); EXCEPTION WHEN duplicate_object THEN null; END $$;`
    expect(play(`${make} ${make}`).steps.map(step => step.kind)).toEqual(['create-enum'])
    const onUnknown = `DO $$ BEGIN ALTER TABLE b ADD CONSTRAINT k FOREIGN KEY (a_id) REFERENCES gone (id); EXCEPTION WHEN duplicate_object THEN null; END $$;`
    expect(lastOf(onUnknown)).toMatchObject({ kind: 'execute-sql', touches: ['b'] })
  })

  it('that moves rows leaves the schema as it is, that puts statements together does not', () => {
    expect(lastOf('DO $$ DECLARE r record; BEGIN FOR r IN SELECT id FROM a LOOP UPDATE b SET a_id = r.id; END LOOP; END $$')).toMatchObject(
      {
        known: { verb: 'do', long: true },
      },
    )
    expect(play(`${tables} DO $$ BEGIN EXECUTE 'DROP TABLE ' || 'a'; END $$`).schema.tainted).toEqual(['*'])
  })
})

describe('sessions', () => {
  it('transactions and limits are told', () => {
    const read = readSql(`BEGIN; SET LOCAL lock_timeout = '5s'; SET statement_timeout TO 0; SAVEPOINT s; COMMIT; RESET lock_timeout;`)
    expect(read.map(({ transaction, setting }) => transaction ?? setting)).toEqual([
      'begin',
      { lockTimeout: 5000, isLocal: true },
      { statementTimeout: 0, isLocal: false },
      undefined,
      'end',
      { lockTimeout: 0, isLocal: false },
    ])
  })

  it('a search path says where bare names are', () => {
    const { schema } = play(
      `SET search_path = app, public; CREATE TABLE t (id serial); ALTER TABLE t ADD n int; CREATE TABLE public.u (id int);`,
    )
    expect(schema.tables.keys()).toEqual(['app.t', 'u'])
    expect(schema.tables.get('app.t')?.columns.map(c => c.default?.sql)).toEqual([`nextval('app.t_id_seq'::regclass)`, undefined])
  })

  it('temporary tables are none of the schema', () => {
    const { schema, steps } = play(
      `CREATE TEMP TABLE t (id int); ALTER TABLE t ADD n int; CREATE INDEX ON t (n); INSERT INTO t VALUES (1); DROP TABLE t;`,
    )
    expect(schema.tables.keys()).toEqual([])
    expect(steps.every(step => step.kind === 'execute-sql' && step.known !== undefined)).toBe(true)
  })

  it("psql's commands and variables do not keep the rest from being read", () => {
    const { schema } = play(
      `\\set ON_ERROR_STOP on\n\\connect shop\nCREATE TABLE :prefix (id int);\nCREATE TABLE t (n int DEFAULT :'five');\n\\restrict x`,
    )
    expect(schema.tables.keys()).toEqual(['prefix', 't'])
  })
})
