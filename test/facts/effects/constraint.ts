import type { ConstraintStep } from '../../../src/steps/shapes/constraint.ts'
import type { Constraint } from '../../../src/model/schema.ts'
import {
  accounts,
  constraintOf,
  events,
  indexOf,
  newCheck,
  newForeignKey,
  newIndex,
  partitioned,
  type Sample,
  type Samples,
  users,
} from './sample.ts'

const addOf = (name: string, constraint: Constraint, rest: Partial<Sample<'add-constraint'>> = {}): Sample<'add-constraint'> => ({
  name,
  step: () => ({ kind: 'add-constraint', table: users, constraint }),
  ...rest,
})
const byIndex = (
  name: string,
  constraint: Constraint,
  given: string,
  rest: Partial<Sample<'add-constraint'>> = {},
): Sample<'add-constraint'> => ({
  name,
  given,
  step: schema => ({ kind: 'add-constraint', table: users, constraint, usingIndex: indexOf(schema, 'i') }),
  ...rest,
})
const unique = (column: string): Constraint => ({ kind: 'unique', name: 'u', columns: [column] })
const keyless = 'ALTER TABLE users DROP CONSTRAINT users_pkey;'
const foreignKey = 'ALTER TABLE users ADD CONSTRAINT fk FOREIGN KEY (account_id) REFERENCES accounts NOT VALID'
const partitionedForeignKey = `${partitioned} ALTER TABLE events ADD CONSTRAINT fk FOREIGN KEY (account_id) REFERENCES accounts`

const referencedPartitioned = `CREATE TABLE p (id bigint PRIMARY KEY) PARTITION BY RANGE (id); CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (1000);
  INSERT INTO p SELECT generate_series(1, 50);`

export const constraintSamples: Samples<ConstraintStep['kind']> = {
  'add-constraint': [
    addOf('check', newCheck('c', 'age > 0', true)),
    addOf('check not valid', newCheck('c', 'age > 0', false)),
    {
      name: 'check, partitioned',
      given: partitioned,
      step: () => ({ kind: 'add-constraint', table: events, constraint: newCheck('c', 'id > 0', true) }),
    },
    {
      name: 'check not valid, partitioned',
      given: partitioned,
      step: () => ({ kind: 'add-constraint', table: events, constraint: newCheck('c', 'id > 0', false) }),
    },
    addOf('foreign key', newForeignKey('fk', 'account_id', accounts, true)),
    addOf('foreign key not valid', newForeignKey('fk', 'account_id', accounts, false)),
    addOf('foreign key to itself', newForeignKey('fk', 'account_id', users, true)),
    {
      name: 'foreign key, partitioned',
      given: partitioned,
      step: () => ({ kind: 'add-constraint', table: events, constraint: newForeignKey('fk', 'account_id', accounts, true) }),
    },
    {
      name: 'foreign key not valid, partitioned',
      given: partitioned,
      step: () => ({ kind: 'add-constraint', table: events, constraint: newForeignKey('fk', 'account_id', accounts, false) }),
    },
    {
      name: 'foreign key to a partitioned table',
      given: referencedPartitioned,
      step: () => ({ kind: 'add-constraint', table: users, constraint: newForeignKey('fk', 'account_id', { name: 'p' }, true) }),
    },
    addOf('unique', unique('email')),
    addOf('primary key', { kind: 'primary-key', name: 'k', columns: ['id'] }, { given: keyless }),
    addOf('primary key on a nullable column', { kind: 'primary-key', name: 'k', columns: ['age'] }, { given: keyless }),
    addOf('exclusion', { kind: 'exclusion', name: 'x', definition: 'USING btree (email WITH =)', columns: ['email'] }),
    {
      name: 'unique, partitioned',
      given: partitioned,
      step: () => ({ kind: 'add-constraint', table: events, constraint: { kind: 'unique', name: 'u', columns: ['id', 'at'] } }),
    },
    {
      name: 'primary key, partitioned',
      given: partitioned,
      step: () => ({ kind: 'add-constraint', table: events, constraint: { kind: 'primary-key', name: 'k', columns: ['id', 'at'] } }),
    },
    {
      name: 'primary key on a nullable column, partitioned',
      given: `${partitioned} ALTER TABLE events ALTER id DROP NOT NULL`,
      step: () => ({ kind: 'add-constraint', table: events, constraint: { kind: 'primary-key', name: 'k', columns: ['id', 'at'] } }),
    },
    {
      name: 'primary key on a proven column, partitioned',
      given: `${partitioned} ALTER TABLE events ALTER id DROP NOT NULL, ADD CHECK (id IS NOT NULL)`,
      step: () => ({ kind: 'add-constraint', table: events, constraint: { kind: 'primary-key', name: 'k', columns: ['id', 'at'] } }),
    },
    {
      name: 'unique using index, partitioned',
      given: `${partitioned} CREATE UNIQUE INDEX i ON events (id, at)`,
      step: schema => ({
        kind: 'add-constraint',
        table: events,
        constraint: { kind: 'unique', name: 'u', columns: ['id', 'at'] },
        usingIndex: indexOf(schema, 'i', 'events'),
      }),
    },
    byIndex('unique using an index by expression (T20)', unique('email'), 'CREATE UNIQUE INDEX i ON users (lower(email))'),
    byIndex(
      'unique using an index with INCLUDE',
      { kind: 'unique', name: 'u', columns: ['email'], include: ['age'] },
      'CREATE UNIQUE INDEX i ON users (email) INCLUDE (age)',
    ),
    byIndex('unique using index', unique('email'), 'CREATE UNIQUE INDEX i ON users (email)'),
    byIndex('unique using a partial index (T20)', unique('email'), 'CREATE UNIQUE INDEX i ON users (email) WHERE age > 0'),
    byIndex('unique using a descending index (T20)', unique('email'), 'CREATE UNIQUE INDEX i ON users (email DESC)'),
    byIndex('unique using an index that is not unique', unique('email'), 'CREATE INDEX i ON users (email)'),
    byIndex(
      'primary key using index',
      { kind: 'primary-key', name: 'k', columns: ['id'] },
      `${keyless} CREATE UNIQUE INDEX i ON users (id)`,
    ),
    byIndex(
      'primary key using index on a nullable column (T19)',
      { kind: 'primary-key', name: 'k', columns: ['age'] },
      `${keyless} CREATE UNIQUE INDEX i ON users (age)`,
    ),
    byIndex(
      'primary key using index on a proven column (T19)',
      { kind: 'primary-key', name: 'k', columns: ['age'] },
      `${keyless} CREATE UNIQUE INDEX i ON users (age); ALTER TABLE users ADD CHECK (age IS NOT NULL)`,
    ),
    addOf('not null not valid', { kind: 'not-null', name: 'n', column: 'email', validated: false }, { from: 18 }),
    addOf('not null', { kind: 'not-null', name: 'n', column: 'email', validated: true }),
  ],
  'drop-constraint': [
    {
      name: 'check',
      given: 'ALTER TABLE users ADD CONSTRAINT c CHECK (age > 0)',
      step: schema => ({ kind: 'drop-constraint', table: users, constraint: constraintOf(schema, 'c') }),
    },
    {
      name: 'check, partitioned',
      given: `${partitioned} ALTER TABLE events ADD CONSTRAINT c CHECK (id > 0)`,
      step: schema => ({ kind: 'drop-constraint', table: events, constraint: constraintOf(schema, 'c', 'events') }),
    },
    {
      name: 'foreign key (T10)',
      given: foreignKey,
      step: schema => ({ kind: 'drop-constraint', table: users, constraint: constraintOf(schema, 'fk') }),
    },
    {
      name: 'foreign key, partitioned',
      given: partitionedForeignKey,
      step: schema => ({ kind: 'drop-constraint', table: events, constraint: constraintOf(schema, 'fk', 'events') }),
    },
    {
      name: 'foreign key to a partitioned table',
      given: `${referencedPartitioned} ALTER TABLE users ADD CONSTRAINT fk FOREIGN KEY (account_id) REFERENCES p`,
      step: schema => ({ kind: 'drop-constraint', table: users, constraint: constraintOf(schema, 'fk') }),
    },
    {
      name: 'unique',
      given: 'ALTER TABLE users ADD CONSTRAINT u UNIQUE (email)',
      step: schema => ({ kind: 'drop-constraint', table: users, constraint: constraintOf(schema, 'u') }),
    },
    {
      name: 'unique, partitioned',
      given: `${partitioned} ALTER TABLE events ADD CONSTRAINT u UNIQUE (id, at)`,
      step: schema => ({ kind: 'drop-constraint', table: events, constraint: constraintOf(schema, 'u', 'events') }),
    },
    { name: 'primary key', step: schema => ({ kind: 'drop-constraint', table: users, constraint: constraintOf(schema, 'users_pkey') }) },
    {
      name: 'primary key that is referenced',
      given: foreignKey,
      step: schema => ({ kind: 'drop-constraint', table: accounts, constraint: constraintOf(schema, 'accounts_pkey', 'accounts') }),
    },
  ],
  'validate-constraint': [
    {
      name: 'check',
      given: 'ALTER TABLE users ADD CONSTRAINT c CHECK (age > 0) NOT VALID',
      step: schema => ({ kind: 'validate-constraint', table: users, constraint: constraintOf(schema, 'c') }),
    },
    {
      name: 'check, partitioned',
      given: `${partitioned} ALTER TABLE events ADD CONSTRAINT c CHECK (id > 0) NOT VALID`,
      step: schema => ({ kind: 'validate-constraint', table: events, constraint: constraintOf(schema, 'c', 'events') }),
    },
    {
      name: 'foreign key',
      given: foreignKey,
      step: schema => ({ kind: 'validate-constraint', table: users, constraint: constraintOf(schema, 'fk') }),
    },
    {
      name: 'foreign key to itself',
      given: 'ALTER TABLE users ADD CONSTRAINT fk FOREIGN KEY (account_id) REFERENCES users NOT VALID',
      step: schema => ({ kind: 'validate-constraint', table: users, constraint: constraintOf(schema, 'fk') }),
    },
    {
      name: 'foreign key to a partitioned table',
      given: `${referencedPartitioned} ALTER TABLE users ADD CONSTRAINT fk FOREIGN KEY (account_id) REFERENCES p NOT VALID`,
      step: schema => ({ kind: 'validate-constraint', table: users, constraint: constraintOf(schema, 'fk') }),
    },
    {
      name: 'once more',
      given: 'ALTER TABLE users ADD CONSTRAINT c CHECK (age > 0)',
      step: schema => ({ kind: 'validate-constraint', table: users, constraint: constraintOf(schema, 'c') }),
    },
    {
      name: 'foreign key once more',
      given: 'ALTER TABLE users ADD CONSTRAINT fk FOREIGN KEY (account_id) REFERENCES accounts',
      step: schema => ({ kind: 'validate-constraint', table: users, constraint: constraintOf(schema, 'fk') }),
    },
    {
      name: 'not null',
      from: 18,
      given: 'ALTER TABLE users ADD CONSTRAINT n NOT NULL email NOT VALID',
      step: () => ({
        kind: 'validate-constraint',
        table: users,
        constraint: { kind: 'not-null', name: 'n', column: 'email', validated: false },
      }),
    },
  ],
  'rename-constraint': [
    {
      name: 'check',
      given: 'ALTER TABLE users ADD CONSTRAINT c CHECK (age > 0)',
      step: () => ({ kind: 'rename-constraint', table: users, from: 'c', to: 'd' }),
    },
    {
      name: 'check, partitioned',
      given: `${partitioned} ALTER TABLE events ADD CONSTRAINT c CHECK (id > 0)`,
      step: () => ({ kind: 'rename-constraint', table: events, from: 'c', to: 'd' }),
    },
    { name: 'foreign key', given: foreignKey, step: () => ({ kind: 'rename-constraint', table: users, from: 'fk', to: 'fk2' }) },
    {
      name: 'unique',
      given: 'ALTER TABLE users ADD CONSTRAINT u UNIQUE (email)',
      step: () => ({ kind: 'rename-constraint', table: users, from: 'u', to: 'v' }),
    },
    {
      name: 'unique, partitioned',
      given: `${partitioned} ALTER TABLE events ADD CONSTRAINT u UNIQUE (id, at)`,
      step: () => ({ kind: 'rename-constraint', table: events, from: 'u', to: 'v' }),
    },
  ],
  'set-constraint-deferrable': [
    {
      name: 'foreign key',
      given: foreignKey,
      step: () => ({ kind: 'set-constraint-deferrable', table: users, constraint: 'fk', from: undefined, to: 'deferrable' }),
    },
    {
      name: 'foreign key, partitioned',
      given: partitionedForeignKey,
      step: () => ({ kind: 'set-constraint-deferrable', table: events, constraint: 'fk', from: undefined, to: 'deferrable' }),
    },
  ],
  'create-index': [
    { name: 'plain', step: () => ({ kind: 'create-index', table: users, index: newIndex('i', 'email'), online: false }) },
    { name: 'online', step: () => ({ kind: 'create-index', table: users, index: newIndex('i', 'email'), online: true }) },
    {
      name: 'online, unique',
      step: () => ({ kind: 'create-index', table: users, index: newIndex('i', 'email', { unique: true }), online: true }),
    },
    {
      name: 'partitioned',
      given: partitioned,
      step: () => ({ kind: 'create-index', table: events, index: newIndex('i', 'kind'), online: false }),
    },
    {
      name: 'online, partitioned',
      given: partitioned,
      step: () => ({ kind: 'create-index', table: events, index: newIndex('i', 'kind'), online: true }),
    },
    {
      name: 'parent only',
      given: partitioned,
      step: () => ({ kind: 'create-index', table: events, index: newIndex('i', 'kind'), online: false, parentOnly: true }),
    },
    {
      name: 'on a partition',
      given: partitioned,
      step: () => ({ kind: 'create-index', table: { name: 'events_1' }, index: newIndex('i', 'kind'), online: false }),
    },
    {
      name: 'materialized view',
      given: 'CREATE MATERIALIZED VIEW mv AS SELECT * FROM users',
      step: () => ({ kind: 'create-index', table: { name: 'mv' }, index: newIndex('i', 'email'), online: false, materializedView: true }),
    },
    {
      name: 'materialized view, online',
      given: 'CREATE MATERIALIZED VIEW mv AS SELECT * FROM users',
      step: () => ({ kind: 'create-index', table: { name: 'mv' }, index: newIndex('i', 'email'), online: true, materializedView: true }),
    },
  ],
  'drop-index': [
    {
      name: 'plain',
      given: 'CREATE INDEX i ON users (email)',
      step: schema => ({ kind: 'drop-index', table: users, index: indexOf(schema, 'i'), online: false }),
    },
    {
      name: 'online',
      given: 'CREATE INDEX i ON users (email)',
      hold: [{ relation: 'users', mode: 'access share' }],
      step: schema => ({ kind: 'drop-index', table: users, index: indexOf(schema, 'i'), online: true }),
    },
    {
      name: 'partitioned',
      given: `${partitioned} CREATE INDEX i ON events (kind)`,
      step: schema => ({ kind: 'drop-index', table: events, index: indexOf(schema, 'i', 'events'), online: false }),
    },
    {
      name: 'online, partitioned',
      given: `${partitioned} CREATE INDEX i ON events (kind)`,
      step: schema => ({ kind: 'drop-index', table: events, index: indexOf(schema, 'i', 'events'), online: true }),
    },
    {
      name: 'behind a constraint',
      given: 'ALTER TABLE users ADD CONSTRAINT u UNIQUE (email)',
      step: () => ({ kind: 'drop-index', table: users, index: newIndex('u', 'email', { unique: true }), online: false }),
    },
    {
      name: 'that a foreign key needs',
      given:
        'ALTER TABLE accounts ADD code int; CREATE UNIQUE INDEX i ON accounts (code); ALTER TABLE users ADD CONSTRAINT fk FOREIGN KEY (age) REFERENCES accounts (code) NOT VALID',
      step: schema => ({ kind: 'drop-index', table: accounts, index: indexOf(schema, 'i', 'accounts'), online: false }),
    },
  ],
  'rename-index': [
    { name: 'plain', given: 'CREATE INDEX i ON users (email)', step: () => ({ kind: 'rename-index', table: users, from: 'i', to: 'j' }) },
    {
      name: 'behind a constraint',
      given: 'ALTER TABLE users ADD CONSTRAINT u UNIQUE (email)',
      step: () => ({ kind: 'rename-index', table: users, from: 'u', to: 'j' }),
    },
  ],
  'attach-index': [
    {
      name: 'plain',
      given: `${partitioned} CREATE INDEX i ON ONLY events (kind); CREATE INDEX i1 ON events_1 (kind)`,
      step: () => ({ kind: 'attach-index', parent: events, index: 'i', partition: { name: 'events_1' }, partitionIndex: 'i1' }),
    },
    {
      name: 'the last one',
      given: `${partitioned} CREATE INDEX i ON ONLY events (kind); CREATE INDEX i1 ON events_1 (kind); CREATE INDEX i2 ON events_2 (kind); ALTER INDEX i ATTACH PARTITION i1`,
      step: () => ({ kind: 'attach-index', parent: events, index: 'i', partition: { name: 'events_2' }, partitionIndex: 'i2' }),
    },
  ],
}
