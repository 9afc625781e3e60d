import { beforeAll, describe, expect, it } from 'vitest'
import { loadExpressions } from '../../../src/engines/postgres/expressions.ts'
import { play } from './played.ts'

beforeAll(loadExpressions)

const tables = `
  CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL, age int);
  CREATE TABLE posts (id bigint PRIMARY KEY, user_id bigint REFERENCES users, title text);`

describe('types', () => {
  it('enums gain and rename labels, defaults of that type with them', () => {
    const { schema } = play(`
      CREATE TYPE mood AS ENUM ('sad', 'ok');
      CREATE TABLE t (m mood DEFAULT 'sad');
      ALTER TYPE mood ADD VALUE 'glad' AFTER 'ok';
      ALTER TYPE mood ADD VALUE IF NOT EXISTS 'glad';
      ALTER TYPE mood RENAME VALUE 'sad' TO 'blue';`)
    expect(schema.enums.get('mood')?.values).toEqual(['blue', 'ok', 'glad'])
    expect(schema.tables.get('t')?.columns[0]).toMatchObject({ type: { kind: 'enum', native: 'mood' }, default: { sql: `'blue'::mood` } })
  })

  it('domains keep checks, default and NOT NULL', () => {
    const { schema } = play(`
      CREATE DOMAIN email AS varchar(200) CONSTRAINT has_at CHECK (VALUE LIKE '%@%') CHECK (length(VALUE) > 3);
      ALTER DOMAIN email SET NOT NULL;
      ALTER DOMAIN email SET DEFAULT 'a@b';
      ALTER DOMAIN email DROP CONSTRAINT has_at;`)
    expect(schema.domains.get('email')).toEqual({
      name: { name: 'email' },
      type: { kind: 'varchar', length: 200, native: 'character varying(200)' },
      nullable: false,
      default: { sql: `'a@b'::character varying` },
      checks: [{ kind: 'check', name: 'email_check', expression: 'length(value) > 3', validated: true }],
    })
  })
})

describe('types the model has no shape for', () => {
  it('are listed beside all that, and leave again', () => {
    const { schema, steps } = play(`CREATE TYPE point3 AS (x int, "Y" float8); CREATE TYPE ids AS RANGE (SUBTYPE = int8); DROP TYPE ids;`)
    expect(schema.others).toEqual([{ kind: 'composite type', name: { name: 'point3' }, definition: 'x integer, "Y" double precision' }])
    expect(steps.every(step => step.kind === 'execute-sql' && step.known !== undefined)).toBe(true)
  })
})

describe('sequences', () => {
  it('are made, changed, owned and renamed', () => {
    const { schema } = play(`
      CREATE TABLE t (id int);
      CREATE SEQUENCE s AS integer START 10 CACHE 5;
      ALTER SEQUENCE s INCREMENT BY 2 OWNED BY t.id;
      ALTER SEQUENCE s RENAME TO r;
      ALTER SEQUENCE r RESTART WITH 7;`)
    expect(schema.sequences.get('r')).toEqual({
      name: { name: 'r' },
      type: 'integer',
      options: 'AS integer START WITH 10 INCREMENT BY 2 MINVALUE 1 MAXVALUE 2147483647 CACHE 5 NO CYCLE',
      ownedBy: { table: { name: 't' }, column: 'id' },
    })
  })
})

describe('views', () => {
  it('know their columns and what they read, by the scopes of their query', () => {
    const { schema } = play(`${tables}
      CREATE VIEW v AS
        SELECT p.*, (SELECT u.email FROM users u WHERE u.id = p.user_id) AS author, count(*) OVER () FROM posts p;`)
    expect(schema.views.get('v')).toMatchObject({
      columns: ['id', 'user_id', 'title', 'author', 'count'],
      reads: { posts: ['id', 'title', 'user_id'], users: ['email', 'id'] },
    })
  })

  it('are replaced, and dropped before what they read', () => {
    const { steps } = play(`${tables}
      CREATE VIEW a AS SELECT id FROM users;
      CREATE OR REPLACE VIEW a AS SELECT id, email FROM users;
      CREATE VIEW b AS SELECT id FROM a;
      DROP TABLE users CASCADE;`)
    expect(steps.slice(2).map(step => step.kind)).toEqual([
      'create-view',
      'replace-view',
      'create-view',
      'drop-view',
      'drop-view',
      'drop-constraint',
      'drop-table',
    ])
  })

  it('materialized ones have indexes and are refreshed', () => {
    const { steps, schema } = play(`${tables}
      CREATE MATERIALIZED VIEW m AS SELECT id FROM users WITH NO DATA;
      CREATE UNIQUE INDEX ON m (id);
      REFRESH MATERIALIZED VIEW CONCURRENTLY m;`)
    expect(schema.views.get('m')).toMatchObject({ materialized: true, query: 'SELECT id FROM users', indexes: [{ name: 'm_id_idx' }] })
    expect(steps.at(-1)).toEqual({ kind: 'refresh-view', view: { name: 'm' }, online: true })
  })
})

describe('a table made of a query', () => {
  it('has the columns and types of the query', () => {
    const { schema, steps } = play(`${tables}
      CREATE TABLE copy AS SELECT u.id, lower(u.email) AS email, count(*) AS posts, max(p.title), u.age > 3 AS grown
      FROM users u JOIN posts p ON p.user_id = u.id GROUP BY 1, 2;`)
    expect(schema.tables.get('copy')?.columns.map(({ name, type }) => `${name} ${type.native}`)).toEqual([
      'id bigint',
      'email text',
      'posts bigint',
      'max text',
      'grown boolean',
    ])
    expect(schema.tainted).toEqual([])
    expect(steps.at(-1)).toMatchObject({ kind: 'execute-sql', known: { verb: 'insert', long: true } })
  })

  it('is doubted where a type cannot be told', () => {
    expect(play(`${tables} CREATE TABLE copy AS SELECT odd(id) AS o FROM users;`).schema.tainted).toEqual(['copy'])
  })
})

describe('routines', () => {
  it('are printed as the server prints them', () => {
    const { schema } = play(`
      CREATE FUNCTION add(a int, b int4 DEFAULT 2) RETURNS integer AS $$ SELECT a + b $$ LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE SET search_path = public;`)
    expect(schema.routines.get('add')).toEqual({
      name: { name: 'add' },
      arguments: 'a integer, b integer',
      kind: 'function',
      definition: `CREATE OR REPLACE FUNCTION add(a integer, b integer DEFAULT 2)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
 SET search_path TO 'public'
AS $function$ SELECT a + b $function$`,
    })
  })

  it('keep the triggers that call them when they are renamed', () => {
    const { schema } = play(`${tables}
      CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
      CREATE TRIGGER t BEFORE UPDATE OF email OR INSERT ON users FOR EACH ROW WHEN (NEW.age > 1) EXECUTE PROCEDURE stamp();
      ALTER FUNCTION stamp RENAME TO mark;`)
    expect(schema.tables.get('users')?.triggers).toEqual([
      {
        name: 't',
        definition: 'CREATE TRIGGER t BEFORE INSERT OR UPDATE OF email ON users FOR EACH ROW WHEN (new.age > 1) EXECUTE FUNCTION mark()',
        function: { name: 'mark' },
        columns: ['age', 'email'],
        enabled: 'origin',
      },
    ])
  })
})

describe('what hangs on a table', () => {
  it('policies, row security, grants and comments', () => {
    const { schema } = play(`${tables}
      ALTER TABLE users ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY own ON users FOR SELECT TO app USING (id > 0);
      ALTER POLICY own ON users TO app, admin;
      GRANT SELECT, INSERT ON users TO app;
      REVOKE INSERT ON users FROM app;
      COMMENT ON COLUMN users.email IS 'Where to write';`)
    expect(schema.tables.get('users')).toMatchObject({
      rowSecurity: 'forced',
      policies: [{ name: 'own', command: 'select', permissive: true, roles: ['admin', 'app'], using: 'id > 0' }],
      grants: [{ grantee: 'app', privileges: ['SELECT'] }],
      columns: [{}, { comment: 'Where to write' }, {}],
    })
  })

  it('partitions are made and attached', () => {
    const { schema } = play(`
      CREATE TABLE log (id int, at date NOT NULL, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
      CREATE TABLE log_1 PARTITION OF log FOR VALUES FROM ('2026-01-01') TO (MAXVALUE);
      CREATE TABLE log_0 (id int NOT NULL, at date NOT NULL);
      ALTER TABLE log ATTACH PARTITION log_0 DEFAULT;`)
    expect(schema.tables.get('log_1')).toMatchObject({
      partitionOf: { parent: { name: 'log' }, bounds: `FOR VALUES FROM ('2026-01-01') TO (MAXVALUE)` },
      constraints: [{ kind: 'primary-key', name: 'log_1_pkey', inherited: true }],
    })
    expect(schema.tables.get('log_0')?.partitionOf?.bounds).toBe('DEFAULT')
  })
})
