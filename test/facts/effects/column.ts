import type { ColumnStep } from '../../../src/steps/shapes/column.ts'
import type { Schema } from '../../../src/model/schema.ts'
import { parseType } from '../../../src/engines/postgres/types.ts'
import { columnOf, events, newColumn, partitioned, type Sample, type Samples, users } from './sample.ts'

const add = (
  name: string,
  type: string,
  more: Parameters<typeof newColumn>[3] = {},
  rest: Partial<Sample<'add-column'>> = {},
): Sample<'add-column'> => ({
  name,
  step: schema => ({ kind: 'add-column', table: users, column: newColumn('extra', type, schema, more) }),
  ...rest,
})

const toType =
  (column: string, type: string, table = 'users') =>
  (schema: Schema) => {
    const from = columnOf(schema, column, table)
    return { kind: 'alter-column-type' as const, table: { name: table }, from, to: { ...from, type: parseType(type, schema) } }
  }
const retype = (
  name: string,
  type: string,
  given = '',
  column = 'name',
  rest: Partial<Sample<'alter-column-type'>> = {},
): Sample<'alter-column-type'> => ({ name, given, step: toType(column, type), ...rest })

const pair = [{ from: 'name', to: 'email' }]
const sync = { kind: 'create-sync-trigger', table: users, name: 'users_sync', pairs: pair } as const
const fill = { kind: 'create-fill-trigger', table: users, name: 'users_fill', column: 'email', expression: 'lower(NEW.name)' } as const

export const columnSamples: Samples<ColumnStep['kind']> = {
  'add-column': [
    add('nullable', 'text'),
    add('constant default, not null', 'text', { default: { sql: `'x'` }, nullable: false }),
    add('stable default (T12)', 'timestamp with time zone', { default: { sql: 'now()' }, nullable: false }),
    add('volatile default', 'uuid', { default: { sql: 'gen_random_uuid()' } }, { from: 13 }),
    add('random default', 'double precision', { default: { sql: 'random()' } }),
    add(
      'default by a function declared stable',
      'integer',
      { default: { sql: 'steady()' } },
      { given: `CREATE FUNCTION steady() RETURNS integer LANGUAGE plpgsql STABLE AS 'begin return 1; end'` },
    ),
    add(
      'default by a function of unknown kind',
      'integer',
      { default: { sql: 'loose()' } },
      { given: `CREATE FUNCTION loose() RETURNS integer LANGUAGE plpgsql AS 'begin return 1; end'` },
    ),
    add('identity (T8)', 'bigint', { identity: { generation: 'by-default' }, nullable: false }),
    add('serial', 'bigint', {
      default: { sql: `nextval('users_extra_seq'::regclass)` },
      ownedSequence: { name: 'users_extra_seq' },
      nullable: false,
    }),
    add('stored generated', 'text', { generated: { expression: 'upper(email)', stored: true } }),
    add('virtual generated', 'text', { generated: { expression: 'upper(email)', stored: false } }, { from: 18 }),
    add('plain domain with default', 'tag', { default: { sql: `'x'` } }, { given: 'CREATE DOMAIN tag AS text' }),
    add('checked domain with default', 'tag', { default: { sql: `'x'` } }, { given: `CREATE DOMAIN tag AS text CHECK (VALUE <> '')` }),
    add('checked domain without default', 'tag', {}, { given: `CREATE DOMAIN tag AS text CHECK (VALUE <> '')` }),
    add(
      'domain over a checked domain',
      'tag2',
      { default: { sql: `'x'` } },
      { given: `CREATE DOMAIN tag AS text CHECK (VALUE <> ''); CREATE DOMAIN tag2 AS tag` },
    ),
    add('not null without default', 'text', { nullable: false }),
    {
      name: 'on a partitioned table',
      given: partitioned,
      step: schema => ({ kind: 'add-column', table: events, column: newColumn('extra', 'text', schema) }),
    },
    {
      name: 'volatile on a partitioned table',
      given: partitioned,
      step: schema => ({
        kind: 'add-column',
        table: events,
        column: newColumn('extra', 'double precision', schema, { default: { sql: 'random()' } }),
      }),
    },
    {
      name: 'on a partition',
      given: partitioned,
      step: schema => ({ kind: 'add-column', table: { name: 'events_1' }, column: newColumn('extra', 'text', schema) }),
    },
  ],
  'drop-column': [
    { name: 'plain', step: schema => ({ kind: 'drop-column', table: users, column: columnOf(schema, 'age') }) },
    {
      name: 'indexed, checked',
      given: 'CREATE INDEX users_age ON users (age, name); ALTER TABLE users ADD CHECK (age > 0)',
      step: schema => ({ kind: 'drop-column', table: users, column: columnOf(schema, 'age') }),
    },
    {
      name: 'with a foreign key (T10)',
      given: 'ALTER TABLE users ADD FOREIGN KEY (account_id) REFERENCES accounts',
      step: schema => ({ kind: 'drop-column', table: users, column: columnOf(schema, 'account_id') }),
    },
    {
      name: 'serial',
      given: 'CREATE TABLE s (a serial, b int)',
      step: schema => ({ kind: 'drop-column', table: { name: 's' }, column: columnOf(schema, 'a', 's') }),
    },
    {
      name: 'seen by a view',
      given: 'CREATE VIEW v AS SELECT age FROM users',
      step: schema => ({ kind: 'drop-column', table: users, column: columnOf(schema, 'age') }),
    },
    {
      name: 'of a partitioned table',
      given: partitioned,
      step: schema => ({ kind: 'drop-column', table: events, column: columnOf(schema, 'kind', 'events') }),
    },
    {
      name: 'with extended statistics',
      given: 'CREATE STATISTICS st ON age, name FROM users',
      step: schema => ({ kind: 'drop-column', table: users, column: columnOf(schema, 'age') }),
    },
    {
      name: 'referenced',
      given: 'ALTER TABLE users ADD FOREIGN KEY (account_id) REFERENCES accounts',
      step: schema => ({ kind: 'drop-column', table: { name: 'accounts' }, column: columnOf(schema, 'id', 'accounts') }),
    },
  ],
  'rename-column': [
    {
      name: 'plain',
      given:
        'CREATE INDEX ON users (lower(email)); CREATE VIEW v AS SELECT email FROM users; CREATE MATERIALIZED VIEW mv AS SELECT email FROM users',
      step: () => ({ kind: 'rename-column', table: users, from: 'email', to: 'mail' }),
    },
    {
      name: 'of a partitioned table',
      given: partitioned,
      step: () => ({ kind: 'rename-column', table: events, from: 'kind', to: 'sort' }),
    },
  ],
  'alter-column-type': [
    retype('varchar widened', 'varchar(40)'),
    retype(
      'varchar to text',
      'text',
      'CREATE INDEX ON users (name); CREATE UNIQUE INDEX ON users (name, age) INCLUDE (email); CREATE STATISTICS st ON name, age FROM users',
    ),
    retype('varchar narrowed', 'varchar(15)'),
    retype('text to varchar', 'varchar', '', 'email'),
    retype('text to varchar(n)', 'varchar(100)', '', 'email'),
    retype('integer to bigint', 'bigint', '', 'age'),
    retype('integer to numeric, indexed', 'numeric', 'CREATE INDEX ON users (age)', 'age'),
    retype('integer to text', 'text', '', 'age'),
    retype('timestamp precision widened', 'timestamp', '', 'born'),
    retype('timestamp precision narrowed', 'timestamp(1)', '', 'born'),
    retype('varchar array without length', 'varchar[]', 'ALTER TABLE users ADD tags varchar(5)[]', 'tags'),
    retype('varchar array widened', 'varchar(9)[]', 'ALTER TABLE users ADD tags varchar(5)[]', 'tags'),
    ...[
      ['numeric(8,2)', 'numeric(10,2)'],
      ['numeric(8,2)', 'numeric'],
      ['numeric(8,2)', 'numeric(10,3)'],
      ['cidr', 'inet'],
      ['inet', 'cidr'],
      ['bit(3)', 'bit varying'],
      ['bit(3)', 'bit varying(5)'],
      ['bit varying(3)', 'bit varying(5)'],
      ['time(3)', 'time'],
      ['interval(2)', 'interval(4)'],
      ['interval year to month', 'interval'],
      ['xml', 'text'],
      ['char(5)', 'text'],
      ['char(5)', 'char(8)'],
      ['smallint', 'integer'],
      ['real', 'double precision'],
      ['date', 'timestamp'],
      ['json', 'jsonb'],
      ['xml', 'varchar'],
      ['timestamptz(3)', 'timestamptz'],
    ].map(([from = '', to = '']) => retype(`${from} to ${to}`, to, `ALTER TABLE users ADD c ${from}`, 'c')),
    retype('enum to text', 'text', `CREATE TYPE mood AS ENUM ('a'); ALTER TABLE users ADD c mood`, 'c'),
    retype('text to enum by itself', 'mood', `CREATE TYPE mood AS ENUM ('a'); ALTER TABLE users ADD c text`, 'c'),
    retype('to a free domain', 'd', `CREATE DOMAIN d AS varchar(30)`),
    retype('to a checked domain', 'd', `CREATE DOMAIN d AS varchar(30) CHECK (VALUE <> '')`),
    retype('from a checked domain', 'text', `CREATE DOMAIN d AS text CHECK (VALUE <> ''); ALTER TABLE users ADD c d`, 'c'),
    retype('in an expression index (T5a)', 'text', 'CREATE INDEX users_lower ON users (lower(name))'),
    retype('in a partial index condition (T5a)', 'text', `CREATE INDEX users_part ON users (age) WHERE name <> ''`),
    retype('in a partial index as its key', 'text', 'CREATE INDEX users_part ON users (name) WHERE age > 3'),
    retype('in an index beside an expression', 'text', 'CREATE INDEX users_both ON users (name, lower(email))'),
    retype('included in a partial index', 'text', 'CREATE INDEX users_part ON users (age) INCLUDE (name) WHERE age > 3'),
    retype('in a validated check (T5b)', 'text', `ALTER TABLE users ADD CHECK (name <> '')`),
    retype('in a check not validated', 'text', `ALTER TABLE users ADD CHECK (name <> '') NOT VALID`),
    retype('in both', 'text', `ALTER TABLE users ADD CHECK (name <> ''); CREATE INDEX ON users (lower(name))`),
    retype('seen by a view (T5d)', 'text', 'CREATE VIEW v AS SELECT name FROM users'),
    retype('seen by a materialized view', 'text', 'CREATE MATERIALIZED VIEW v AS SELECT name FROM users'),
    retype('in a generated column', 'text', 'ALTER TABLE users ADD g text GENERATED ALWAYS AS (upper(name)) STORED'),
    retype(
      'in UPDATE OF',
      'text',
      `CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'begin return new; end'; CREATE TRIGGER t BEFORE UPDATE OF name ON users FOR EACH ROW EXECUTE FUNCTION f()`,
    ),
    retype(
      'in a trigger condition',
      'text',
      `CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'begin return new; end'; CREATE TRIGGER t BEFORE UPDATE ON users FOR EACH ROW WHEN (new.name <> '') EXECUTE FUNCTION f()`,
    ),
    retype('in a policy', 'text', `CREATE POLICY p ON users USING (name = current_user)`),
    retype(
      'in a policy of another table',
      'text',
      `CREATE POLICY p ON accounts USING (EXISTS (SELECT FROM users u WHERE u.name = accounts.name))`,
    ),
    retype(
      'in an SQL body',
      'text',
      `CREATE FUNCTION f() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM users WHERE name <> ''; END`,
      'name',
      { from: 14 },
    ),
    retype('text to citext', 'citext', 'CREATE EXTENSION citext', 'email'),
    retype('text to citext, indexed', 'citext', 'CREATE EXTENSION citext; CREATE INDEX ON users (email)', 'email'),
    retype('citext to text, indexed', 'text', 'CREATE EXTENSION citext; ALTER TABLE users ADD c citext; CREATE INDEX ON users (c)', 'c'),
    retype('bit to bit varying, indexed', 'bit varying', 'ALTER TABLE users ADD c bit(3); CREATE INDEX ON users (c)', 'c'),
    retype('cidr to inet, indexed', 'inet', 'ALTER TABLE users ADD c cidr; CREATE INDEX ON users (c)', 'c'),
    retype('in an exclusion', 'text', 'ALTER TABLE users ADD CONSTRAINT x EXCLUDE USING btree (name WITH =)'),
    retype('in an exclusion by expression', 'text', 'ALTER TABLE users ADD CONSTRAINT x EXCLUDE USING btree (lower(name) WITH =)'),
    retype(
      'referencing key, free',
      'text',
      'ALTER TABLE accounts ADD code varchar(9) UNIQUE; ALTER TABLE users ADD code varchar(5) REFERENCES accounts (code)',
      'code',
    ),
    {
      name: 'referenced key, free',
      given: 'ALTER TABLE accounts ADD code varchar(9) UNIQUE; ALTER TABLE users ADD code varchar(5) REFERENCES accounts (code)',
      step: toType('code', 'text', 'accounts'),
    },
    {
      name: 'referenced key, rewritten',
      given: 'ALTER TABLE users ADD FOREIGN KEY (account_id) REFERENCES accounts',
      step: toType('id', 'numeric', 'accounts'),
    },
    retype('referencing key, rewritten', 'integer', 'ALTER TABLE users ADD FOREIGN KEY (account_id) REFERENCES accounts', 'account_id'),
    { name: 'a serial', given: 'CREATE TABLE s (a serial, b int); INSERT INTO s (b) VALUES (1)', step: toType('a', 'bigint', 's') },
    {
      name: 'an identity (T16)',
      given: 'CREATE TABLE s (a int GENERATED ALWAYS AS IDENTITY, b int); INSERT INTO s (b) VALUES (1)',
      step: toType('a', 'bigint', 's'),
    },
    { name: 'free, of a partitioned table', given: partitioned, step: toType('kind', 'text', 'events') },
    {
      name: 'free, indexed on a partitioned table (T5c)',
      given: `${partitioned} CREATE INDEX ON events (kind)`,
      step: toType('kind', 'text', 'events'),
    },
    {
      name: 'free, included on a partitioned table',
      given: `${partitioned} CREATE INDEX ON events (id) INCLUDE (kind)`,
      step: toType('kind', 'text', 'events'),
    },
    {
      name: 'free, indexed on one partition only',
      given: `${partitioned} CREATE INDEX ON events_1 (kind)`,
      step: toType('kind', 'text', 'events'),
    },
    { name: 'rewritten, of a partitioned table', given: partitioned, step: toType('id', 'numeric', 'events') },
    { name: 'of a partition', given: partitioned, step: toType('kind', 'text', 'events_1') },
    { name: 'the partition key', given: partitioned, step: toType('at', 'timestamp', 'events') },
    {
      name: 'timestamp to timestamptz with USING (T7)',
      step: schema => ({ ...toType('born', 'timestamptz')(schema), using: `born AT TIME ZONE 'UTC'` }),
    },
    {
      name: 'other collation',
      step: schema => ({
        kind: 'alter-column-type',
        table: users,
        from: columnOf(schema, 'email'),
        to: { ...columnOf(schema, 'email'), collation: 'C' },
      }),
    },
    {
      name: 'other collation, indexed',
      given: 'CREATE INDEX ON users (email)',
      step: schema => ({
        kind: 'alter-column-type',
        table: users,
        from: columnOf(schema, 'email'),
        to: { ...columnOf(schema, 'email'), collation: 'C' },
      }),
    },
  ],
  'set-default': [
    { name: 'set', step: () => ({ kind: 'set-default', table: users, column: 'age', from: undefined, to: { sql: '1' } }) },
    { name: 'volatile', step: () => ({ kind: 'set-default', table: users, column: 'age', from: undefined, to: { sql: 'random()::int' } }) },
    {
      name: 'drop',
      given: 'ALTER TABLE users ALTER age SET DEFAULT 1',
      step: () => ({ kind: 'set-default', table: users, column: 'age', from: { sql: '1' }, to: undefined }),
    },
    {
      name: 'partitioned',
      given: partitioned,
      step: () => ({ kind: 'set-default', table: events, column: 'kind', from: undefined, to: { sql: `'x'` } }),
    },
    {
      name: 'nextval of a sequence',
      given: 'CREATE SEQUENCE q',
      step: () => ({ kind: 'set-default', table: users, column: 'age', from: undefined, to: { sql: `nextval('q'::regclass)` } }),
    },
  ],
  'set-not-null': [
    { name: 'unproven', step: () => ({ kind: 'set-not-null', table: users, column: 'email' }) },
    {
      name: 'proven by a validated check',
      given: 'ALTER TABLE users ADD CONSTRAINT c CHECK (email IS NOT NULL)',
      step: () => ({ kind: 'set-not-null', table: users, column: 'email', provenBy: 'c' }),
    },
    {
      name: 'proven by a conjunction (T4)',
      given: `ALTER TABLE users ADD CONSTRAINT c CHECK (age IS NOT NULL AND age > -1)`,
      step: () => ({ kind: 'set-not-null', table: users, column: 'age', provenBy: 'c' }),
    },
    {
      name: 'not proven by another condition (T4)',
      given: `ALTER TABLE users ADD CONSTRAINT c CHECK (age > 0)`,
      step: () => ({ kind: 'set-not-null', table: users, column: 'age', provenBy: 'c' }),
    },
    {
      name: 'not proven by a disjunction',
      given: `ALTER TABLE users ADD CONSTRAINT c CHECK (age IS NOT NULL OR email IS NULL)`,
      step: () => ({ kind: 'set-not-null', table: users, column: 'age' }),
    },
    {
      name: 'not proven by a check NOT VALID',
      given: `ALTER TABLE users ADD CONSTRAINT c CHECK (age IS NOT NULL) NOT VALID`,
      step: () => ({ kind: 'set-not-null', table: users, column: 'age' }),
    },
    { name: 'already not null', step: () => ({ kind: 'set-not-null', table: users, column: 'id' }) },
    {
      name: 'NOT NULL NOT VALID is there (18)',
      given: 'ALTER TABLE users ADD CONSTRAINT n NOT NULL email NOT VALID',
      from: 18,
      step: () => ({ kind: 'set-not-null', table: users, column: 'email' }),
    },
    {
      name: 'validated NOT NULL is there (18)',
      given: 'ALTER TABLE users ADD CONSTRAINT n NOT NULL email NOT VALID; ALTER TABLE users VALIDATE CONSTRAINT n',
      from: 18,
      step: () => ({ kind: 'set-not-null', table: users, column: 'email' }),
    },
    { name: 'partitioned', given: partitioned, step: () => ({ kind: 'set-not-null', table: events, column: 'kind' }) },
    {
      name: 'partitioned, proven',
      given: `${partitioned} ALTER TABLE events ADD CHECK (kind IS NOT NULL)`,
      step: () => ({ kind: 'set-not-null', table: events, column: 'kind' }),
    },
  ],
  'drop-not-null': [
    {
      name: 'plain',
      given: 'ALTER TABLE users ALTER email SET NOT NULL',
      step: () => ({ kind: 'drop-not-null', table: users, column: 'email' }),
    },
    { name: 'of a primary key', step: () => ({ kind: 'drop-not-null', table: users, column: 'id' }) },
    { name: 'partitioned', given: partitioned, step: () => ({ kind: 'drop-not-null', table: events, column: 'id' }) },
  ],
  'set-identity': [
    { name: 'add', step: () => ({ kind: 'set-identity', table: users, column: 'id', from: undefined, to: { generation: 'by-default' } }) },
    {
      name: 'add to a nullable column',
      step: () => ({ kind: 'set-identity', table: users, column: 'age', from: undefined, to: { generation: 'by-default' } }),
    },
    {
      name: 'generation',
      given: 'ALTER TABLE users ALTER id ADD GENERATED BY DEFAULT AS IDENTITY',
      step: () => ({ kind: 'set-identity', table: users, column: 'id', from: { generation: 'by-default' }, to: { generation: 'always' } }),
    },
    {
      name: 'drop',
      given: 'ALTER TABLE users ALTER id ADD GENERATED BY DEFAULT AS IDENTITY',
      step: () => ({ kind: 'set-identity', table: users, column: 'id', from: { generation: 'by-default' }, to: undefined }),
    },
  ],
  'set-generated': [
    {
      name: 'drop',
      given: 'ALTER TABLE users ADD g text GENERATED ALWAYS AS (upper(name)) STORED',
      step: () => ({ kind: 'set-generated', table: users, column: 'g', from: { expression: 'upper(name)', stored: true }, to: undefined }),
    },
    {
      name: 'other expression',
      given: 'ALTER TABLE users ADD g text GENERATED ALWAYS AS (upper(name)) STORED',
      step: () => ({
        kind: 'set-generated',
        table: users,
        column: 'g',
        from: { expression: 'upper(name)', stored: true },
        to: { expression: 'lower(name)', stored: true },
      }),
    },
    {
      name: 'virtual, other expression',
      from: 18,
      given: 'ALTER TABLE users ADD g text GENERATED ALWAYS AS (upper(name)) VIRTUAL',
      step: () => ({
        kind: 'set-generated',
        table: users,
        column: 'g',
        from: { expression: 'upper(name)', stored: false },
        to: { expression: 'lower(name)', stored: false },
      }),
    },
    {
      name: 'virtual, drop',
      from: 18,
      given: 'ALTER TABLE users ADD g text GENERATED ALWAYS AS (upper(name)) VIRTUAL',
      step: () => ({ kind: 'set-generated', table: users, column: 'g', from: { expression: 'upper(name)', stored: false }, to: undefined }),
    },
  ],
  'set-column-option': [
    {
      name: 'statistics',
      step: () => ({ kind: 'set-column-option', table: users, column: 'name', option: 'statistics', from: undefined, to: '500' }),
    },
    {
      name: 'storage',
      step: () => ({ kind: 'set-column-option', table: users, column: 'email', option: 'storage', from: undefined, to: 'external' }),
    },
    {
      name: 'compression',
      from: 14,
      step: () => ({ kind: 'set-column-option', table: users, column: 'email', option: 'compression', from: undefined, to: 'pglz' }),
    },
    {
      name: 'statistics, partitioned',
      given: partitioned,
      step: () => ({ kind: 'set-column-option', table: events, column: 'kind', option: 'statistics', from: undefined, to: '500' }),
    },
    {
      name: 'storage, partitioned',
      given: partitioned,
      step: () => ({ kind: 'set-column-option', table: events, column: 'kind', option: 'storage', from: undefined, to: 'external' }),
    },
    {
      name: 'compression, partitioned',
      from: 14,
      given: partitioned,
      step: () => ({ kind: 'set-column-option', table: events, column: 'kind', option: 'compression', from: undefined, to: 'pglz' }),
    },
    {
      name: 'storage, indexed',
      given: 'CREATE INDEX ON users (email)',
      step: () => ({ kind: 'set-column-option', table: users, column: 'email', option: 'storage', from: undefined, to: 'external' }),
    },
  ],
  'create-sync-trigger': [
    { name: 'plain', step: () => sync },
    {
      name: 'partitioned',
      given: partitioned,
      step: () => ({ kind: 'create-sync-trigger', table: events, name: 'events_sync', pairs: [{ from: 'id', to: 'account_id' }] }),
    },
  ],
  'drop-sync-trigger': [{ name: 'plain', first: () => sync, step: () => ({ ...sync, kind: 'drop-sync-trigger' }) }],
  'create-fill-trigger': [{ name: 'plain', step: () => fill }],
  'drop-fill-trigger': [{ name: 'plain', first: () => fill, step: () => ({ ...fill, kind: 'drop-fill-trigger' }) }],
  backfill: [
    {
      name: 'by key',
      hold: [{ relation: 'users', mode: 'share' }],
      step: () => ({
        kind: 'backfill',
        table: users,
        set: [{ column: 'email', expression: 'lower(name)' }],
        where: 'email IS DISTINCT FROM lower(name)',
        key: ['id'],
      }),
    },
  ],
}
