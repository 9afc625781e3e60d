import type { Trigger } from '../../../src/model/schema.ts'
import type { TableStep } from '../../../src/steps/shapes/table.ts'
import { accounts, events, newColumn, newForeignKey, partitioned, type Samples, tableOf, users, withDefault } from './sample.ts'

const trigger = (table = 'users'): Trigger => ({
  name: 't',
  definition: `CREATE TRIGGER t AFTER INSERT ON ${table} FOR EACH ROW EXECUTE FUNCTION f()`,
  function: { name: 'f' },
  columns: [],
  enabled: 'origin',
})
const withFunction = `CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'begin return new; end';`
const withTrigger = `${withFunction} CREATE TRIGGER t AFTER INSERT ON users FOR EACH ROW EXECUTE FUNCTION f();`
const all = { command: 'all', permissive: true, roles: ['public'] } as const
const bounds = `FOR VALUES FROM ('2024-03-01') TO ('2024-04-01')`
const march = `CREATE TABLE events_3 (id bigint NOT NULL, at date NOT NULL, kind varchar(20), account_id bigint); INSERT INTO events_3 VALUES (1, '2024-03-05', 'x', 1);`
const attach = { kind: 'attach-partition', table: { name: 'events_3' }, partitionOf: { parent: events, bounds } } as const
const detach = {
  kind: 'detach-partition',
  table: { name: 'events_1' },
  partitionOf: { parent: events, bounds: `FOR VALUES FROM ('2024-01-01') TO ('2024-02-01')` },
} as const
const statistics = { name: 'st', definition: 'CREATE STATISTICS st ON name, email FROM users', columns: ['name', 'email'] }
const inRange = `at >= '2024-03-01'::date AND at < '2024-04-01'::date`

export const tableSamples: Samples<TableStep['kind']> = {
  'create-table': [
    {
      name: 'plain',
      step: schema => ({
        kind: 'create-table',
        table: {
          name: { name: 'n' },
          columns: [newColumn('id', 'bigint', schema, { nullable: false })],
          constraints: [{ kind: 'primary-key', name: 'n_pkey', columns: ['id'] }],
          indexes: [],
        },
      }),
    },
    {
      name: 'with a foreign key',
      step: schema => ({
        kind: 'create-table',
        table: {
          name: { name: 'n' },
          columns: [newColumn('a', 'bigint', schema)],
          constraints: [newForeignKey('fk', 'a', accounts, true)],
          indexes: [],
        },
      }),
    },
    {
      name: 'with an identity and a serial',
      step: schema => ({
        kind: 'create-table',
        table: {
          name: { name: 'n' },
          columns: [
            newColumn('a', 'bigint', schema, { identity: { generation: 'always' }, nullable: false }),
            newColumn('b', 'bigint', schema, { default: { sql: `nextval('n_b_seq'::regclass)` }, ownedSequence: { name: 'n_b_seq' } }),
          ],
          constraints: [],
          indexes: [],
        },
      }),
    },
    {
      name: 'a partition (T11)',
      given: partitioned,
      step: schema => ({
        kind: 'create-table',
        table: { ...tableOf(schema, 'events_1'), name: { name: 'events_3' }, partitionOf: { parent: events, bounds } },
      }),
    },
    {
      name: 'a partition beside a default one (T11)',
      given: withDefault,
      step: schema => ({
        kind: 'create-table',
        table: { ...tableOf(schema, 'events_1'), name: { name: 'events_3' }, partitionOf: { parent: events, bounds } },
      }),
    },
    {
      name: 'a partition beside a proven default one',
      given: `${withDefault} ALTER TABLE events_other ADD CHECK (NOT (at IS NOT NULL AND ${inRange}))`,
      step: schema => ({
        kind: 'create-table',
        table: { ...tableOf(schema, 'events_1'), name: { name: 'events_3' }, partitionOf: { parent: events, bounds } },
      }),
    },
    {
      name: 'a partition of a table with a foreign key',
      given: `${partitioned} ALTER TABLE events ADD CONSTRAINT fk FOREIGN KEY (account_id) REFERENCES accounts`,
      step: schema => ({
        kind: 'create-table',
        table: { ...tableOf(schema, 'events_1'), name: { name: 'events_3' }, partitionOf: { parent: events, bounds } },
      }),
    },
    {
      name: 'a partition lacking its foreign key',
      given: `${partitioned} ALTER TABLE events ADD CONSTRAINT fk FOREIGN KEY (account_id) REFERENCES accounts`,
      step: schema => ({
        kind: 'create-table',
        table: { ...tableOf(schema, 'events_1'), constraints: [], name: { name: 'events_3' }, partitionOf: { parent: events, bounds } },
      }),
    },
  ],
  'drop-table': [
    { name: 'plain', step: schema => ({ kind: 'drop-table', table: tableOf(schema) }) },
    {
      name: 'with a foreign key (T10)',
      given: 'ALTER TABLE users ADD FOREIGN KEY (account_id) REFERENCES accounts',
      step: schema => ({ kind: 'drop-table', table: tableOf(schema) }),
    },
    {
      name: 'that is referenced',
      given: 'ALTER TABLE users ADD FOREIGN KEY (account_id) REFERENCES accounts',
      step: schema => ({ kind: 'drop-table', table: tableOf(schema, 'accounts') }),
    },
    {
      name: 'seen by a view',
      given: 'CREATE VIEW v AS SELECT id FROM users',
      step: schema => ({ kind: 'drop-table', table: tableOf(schema) }),
    },
    { name: 'with a serial', given: 'CREATE TABLE s (a serial)', step: schema => ({ kind: 'drop-table', table: tableOf(schema, 's') }) },
    { name: 'partitioned', given: withDefault, step: schema => ({ kind: 'drop-table', table: tableOf(schema, 'events') }) },
    {
      name: 'partitioned with a foreign key',
      given: `${partitioned} ALTER TABLE events ADD CONSTRAINT fk FOREIGN KEY (account_id) REFERENCES accounts`,
      step: schema => ({ kind: 'drop-table', table: tableOf(schema, 'events') }),
    },
    {
      name: 'a partition with a foreign key of its own',
      given: `${partitioned} ALTER TABLE events_1 ADD CONSTRAINT fk FOREIGN KEY (account_id) REFERENCES accounts`,
      step: schema => ({ kind: 'drop-table', table: tableOf(schema, 'events_1') }),
    },
    { name: 'a partition', given: partitioned, step: schema => ({ kind: 'drop-table', table: tableOf(schema, 'events_1') }) },
    {
      name: 'a partition beside a default one',
      given: withDefault,
      step: schema => ({ kind: 'drop-table', table: tableOf(schema, 'events_1') }),
    },
    {
      name: 'a partition with an inherited foreign key',
      given: `${partitioned} ALTER TABLE events ADD CONSTRAINT fk FOREIGN KEY (account_id) REFERENCES accounts`,
      step: schema => ({ kind: 'drop-table', table: tableOf(schema, 'events_1') }),
    },
  ],
  'rename-table': [
    {
      name: 'with a foreign key and policies',
      given: 'ALTER TABLE users ADD FOREIGN KEY (account_id) REFERENCES accounts; CREATE POLICY p ON users USING (true)',
      step: () => ({ kind: 'rename-table', from: users, to: 'people' }),
    },
    { name: 'plain', given: 'CREATE VIEW v AS SELECT id FROM users', step: () => ({ kind: 'rename-table', from: users, to: 'people' }) },
    { name: 'with a serial', given: 'CREATE TABLE s (a serial)', step: () => ({ kind: 'rename-table', from: { name: 's' }, to: 'r' }) },
    { name: 'partitioned', given: partitioned, step: () => ({ kind: 'rename-table', from: events, to: 'happenings' }) },
    { name: 'partition', given: partitioned, step: () => ({ kind: 'rename-table', from: { name: 'events_1' }, to: 'events_one' }) },
  ],
  'set-table-schema': [
    { name: 'plain', given: 'CREATE SCHEMA app', step: () => ({ kind: 'set-table-schema', from: users, to: 'app' }) },
    {
      name: 'with a serial',
      given: 'CREATE SCHEMA app; CREATE TABLE s (a serial, b int GENERATED ALWAYS AS IDENTITY)',
      step: () => ({ kind: 'set-table-schema', from: { name: 's' }, to: 'app' }),
    },
    {
      name: 'with a foreign key',
      given: 'CREATE SCHEMA app; ALTER TABLE users ADD FOREIGN KEY (account_id) REFERENCES accounts',
      step: () => ({ kind: 'set-table-schema', from: users, to: 'app' }),
    },
  ],
  'set-table-options': [
    { name: 'fillfactor', step: () => ({ kind: 'set-table-options', table: users, from: undefined, to: 'fillfactor=70' }) },
    {
      name: 'autovacuum',
      step: () => ({
        kind: 'set-table-options',
        table: users,
        from: undefined,
        to: 'autovacuum_vacuum_scale_factor=0.01, toast.autovacuum_enabled=false',
      }),
    },
    {
      name: 'reset',
      given: 'ALTER TABLE users SET (fillfactor=70, parallel_workers=2)',
      step: () => ({ kind: 'set-table-options', table: users, from: 'fillfactor=70, parallel_workers=2', to: undefined }),
    },
    {
      name: 'user_catalog_table',
      step: () => ({ kind: 'set-table-options', table: users, from: undefined, to: 'user_catalog_table=true' }),
    },
  ],
  'set-replica-identity': [{ name: 'full', step: () => ({ kind: 'set-replica-identity', table: users, from: undefined, to: 'FULL' }) }],
  'set-owner': [
    {
      name: 'plain',
      given: 'CREATE INDEX ON users (email)',
      step: () => ({ kind: 'set-owner', table: users, from: 'postgres', to: 'clerk' }),
    },
    {
      name: 'with a serial',
      given: 'CREATE TABLE s (a serial, b int GENERATED ALWAYS AS IDENTITY)',
      step: () => ({ kind: 'set-owner', table: { name: 's' }, from: 'postgres', to: 'clerk' }),
    },
    { name: 'partitioned', given: partitioned, step: () => ({ kind: 'set-owner', table: events, from: 'postgres', to: 'clerk' }) },
  ],
  'set-comment': [
    { name: 'table (T17)', step: () => ({ kind: 'set-comment', object: { on: 'table', name: users }, from: undefined, to: 'x' }) },
    {
      name: 'column',
      step: () => ({ kind: 'set-comment', object: { on: 'column', table: users, name: 'email' }, from: undefined, to: 'x' }),
    },
    {
      name: 'constraint',
      step: () => ({ kind: 'set-comment', object: { on: 'constraint', table: users, name: 'users_pkey' }, from: undefined, to: 'x' }),
    },
    {
      name: 'index',
      given: 'CREATE INDEX i ON users (email)',
      step: () => ({ kind: 'set-comment', object: { on: 'index', name: { name: 'i' } }, from: undefined, to: 'x' }),
    },
    {
      name: 'view',
      given: 'CREATE VIEW v AS SELECT id FROM users',
      step: () => ({ kind: 'set-comment', object: { on: 'view', name: { name: 'v' } }, from: undefined, to: 'x' }),
    },
    {
      name: 'materialized view',
      given: 'CREATE MATERIALIZED VIEW v AS SELECT id FROM users',
      step: () => ({ kind: 'set-comment', object: { on: 'materialized-view', name: { name: 'v' } }, from: undefined, to: 'x' }),
    },
    {
      name: 'sequence',
      given: 'CREATE SEQUENCE q',
      step: () => ({ kind: 'set-comment', object: { on: 'sequence', name: { name: 'q' } }, from: undefined, to: 'x' }),
    },
    {
      name: 'type',
      given: `CREATE TYPE mood AS ENUM ('a')`,
      step: () => ({ kind: 'set-comment', object: { on: 'type', name: { name: 'mood' } }, from: undefined, to: 'x' }),
    },
  ],
  'grant-privileges': [
    { name: 'table', step: () => ({ kind: 'grant-privileges', table: users, grant: { grantee: 'clerk', privileges: ['SELECT'] } }) },
    {
      name: 'column',
      step: () => ({ kind: 'grant-privileges', table: users, column: 'email', grant: { grantee: 'clerk', privileges: ['SELECT'] } }),
    },
    {
      name: 'view',
      given: 'CREATE VIEW v AS SELECT id FROM users',
      step: () => ({ kind: 'grant-privileges', table: { name: 'v' }, grant: { grantee: 'clerk', privileges: ['SELECT'] } }),
    },
  ],
  'revoke-privileges': [
    {
      name: 'table',
      given: 'GRANT SELECT ON users TO clerk',
      step: () => ({ kind: 'revoke-privileges', table: users, grant: { grantee: 'clerk', privileges: ['SELECT'] } }),
    },
  ],
  'create-policy': [
    { name: 'plain', step: () => ({ kind: 'create-policy', table: users, policy: { ...all, name: 'p', using: 'name = current_user' } }) },
    {
      name: 'that reads another table',
      step: () => ({
        kind: 'create-policy',
        table: users,
        policy: { ...all, name: 'p', using: 'account_id IN (SELECT a.id FROM accounts a)' },
      }),
    },
  ],
  'drop-policy': [
    {
      name: 'plain',
      given: 'CREATE POLICY p ON users USING (true)',
      step: () => ({ kind: 'drop-policy', table: users, policy: { ...all, name: 'p', using: 'true' } }),
    },
    {
      name: 'that reads another table',
      given: 'CREATE POLICY p ON users USING (account_id IN (SELECT a.id FROM accounts a))',
      step: schema => ({ kind: 'drop-policy', table: users, policy: (tableOf(schema).policies ?? [])[0] as never }),
    },
  ],
  'set-row-security': [{ name: 'enable', step: () => ({ kind: 'set-row-security', table: users, from: undefined, to: 'enabled' }) }],
  'create-trigger': [
    { name: 'plain', given: withFunction, step: () => ({ kind: 'create-trigger', table: users, trigger: trigger() }) },
    {
      name: 'partitioned',
      given: `${partitioned} ${withFunction}`,
      step: () => ({ kind: 'create-trigger', table: events, trigger: trigger('events') }),
    },
  ],
  'drop-trigger': [
    { name: 'plain', given: withTrigger, step: () => ({ kind: 'drop-trigger', table: users, trigger: trigger() }) },
    {
      name: 'partitioned',
      given: `${partitioned} ${withFunction} CREATE TRIGGER t AFTER INSERT ON events FOR EACH ROW EXECUTE FUNCTION f();`,
      step: () => ({ kind: 'drop-trigger', table: events, trigger: trigger('events') }),
    },
  ],
  'set-trigger-enabled': [
    {
      name: 'plain',
      given: withTrigger,
      step: () => ({ kind: 'set-trigger-enabled', table: users, trigger: 't', from: 'origin', to: 'disabled' }),
    },
    {
      name: 'partitioned',
      given: `${partitioned} ${withFunction} CREATE TRIGGER t AFTER INSERT ON events FOR EACH ROW EXECUTE FUNCTION f();`,
      step: () => ({ kind: 'set-trigger-enabled', table: events, trigger: 't', from: 'origin', to: 'disabled' }),
    },
  ],
  'create-statistics': [{ name: 'plain', step: () => ({ kind: 'create-statistics', table: users, statistics }) }],
  'drop-statistics': [
    {
      name: 'plain',
      given: 'CREATE STATISTICS st ON name, email FROM users',
      step: () => ({ kind: 'drop-statistics', table: users, statistics }),
    },
  ],
  'set-publication': [
    {
      name: 'add',
      given: 'CREATE PUBLICATION pub',
      step: () => ({ kind: 'set-publication', table: users, publication: 'pub', from: undefined, to: { name: 'pub' } }),
    },
    {
      name: 'remove',
      given: 'CREATE PUBLICATION pub FOR TABLE users',
      step: () => ({ kind: 'set-publication', table: users, publication: 'pub', from: { name: 'pub' }, to: undefined }),
    },
  ],
  'attach-partition': [
    { name: 'unproven (T11)', given: `${partitioned} ${march}`, step: () => attach },
    { name: 'proven', given: `${partitioned} ${march} ALTER TABLE events_3 ADD CHECK (${inRange})`, step: () => attach },
    {
      name: 'proven, with IS NOT NULL said',
      given: `${partitioned} ${march} ALTER TABLE events_3 ADD CHECK (at IS NOT NULL AND ${inRange})`,
      step: () => attach,
    },
    {
      name: 'by a check NOT VALID',
      given: `${partitioned} ${march} ALTER TABLE events_3 ADD CHECK (${inRange}) NOT VALID`,
      step: () => attach,
    },
    { name: 'by a wider check', given: `${partitioned} ${march} ALTER TABLE events_3 ADD CHECK (at >= '2024-02-01')`, step: () => attach },
    { name: 'beside a default one', given: `${withDefault} ${march} ALTER TABLE events_3 ADD CHECK (${inRange})`, step: () => attach },
    {
      name: 'beside a proven default one',
      given: `${withDefault} ${march} ALTER TABLE events_3 ADD CHECK (${inRange}); ALTER TABLE events_other ADD CHECK (NOT (at IS NOT NULL AND ${inRange}))`,
      step: () => attach,
    },
    {
      name: 'beside a default one proven by OR',
      given: `${withDefault} ${march} ALTER TABLE events_3 ADD CHECK (${inRange}); ALTER TABLE events_other ADD CHECK (at < '2024-03-01' OR at >= '2024-04-01')`,
      step: () => attach,
    },
    {
      name: 'lacking an index',
      given: `${partitioned} CREATE INDEX ON events (kind); ${march} ALTER TABLE events_3 ADD CHECK (${inRange})`,
      step: () => attach,
    },
    {
      name: 'having the index',
      given: `${partitioned} CREATE INDEX ON events (kind); ${march} CREATE INDEX ON events_3 (kind); ALTER TABLE events_3 ADD CHECK (${inRange})`,
      step: () => attach,
    },
    {
      name: 'lacking a foreign key',
      given: `${partitioned} ALTER TABLE events ADD CONSTRAINT fk FOREIGN KEY (account_id) REFERENCES accounts; ${march} ALTER TABLE events_3 ADD CHECK (${inRange})`,
      step: () => attach,
    },
    {
      name: 'having the foreign key',
      given: `${partitioned} ALTER TABLE events ADD CONSTRAINT fk FOREIGN KEY (account_id) REFERENCES accounts; ${march} ALTER TABLE events_3 ADD CHECK (${inRange}), ADD FOREIGN KEY (account_id) REFERENCES accounts`,
      step: () => attach,
    },
    {
      name: 'list, proven',
      given: `CREATE TABLE l (k text) PARTITION BY LIST (k); CREATE TABLE l1 (k text); INSERT INTO l1 VALUES ('a'); ALTER TABLE l1 ADD CHECK (k IS NOT NULL AND k IN ('a', 'b'))`,
      step: () => ({
        kind: 'attach-partition',
        table: { name: 'l1' },
        partitionOf: { parent: { name: 'l' }, bounds: `FOR VALUES IN ('a', 'b')` },
      }),
    },
    {
      name: 'numbers, proven',
      given: `CREATE TABLE l (k bigint) PARTITION BY RANGE (k); CREATE TABLE l1 (k bigint); INSERT INTO l1 VALUES (1); ALTER TABLE l1 ADD CHECK (k IS NOT NULL AND k >= 0 AND k < 100)`,
      step: () => ({
        kind: 'attach-partition',
        table: { name: 'l1' },
        partitionOf: { parent: { name: 'l' }, bounds: `FOR VALUES FROM (0) TO (100)` },
      }),
    },
  ],
  'detach-partition': [
    { name: 'plain', given: partitioned, step: () => ({ ...detach, online: false }) },
    { name: 'beside a default one', given: withDefault, step: () => ({ ...detach, online: false }) },
    {
      name: 'with a foreign key',
      given: `${partitioned} ALTER TABLE events ADD CONSTRAINT fk FOREIGN KEY (account_id) REFERENCES accounts`,
      step: () => ({ ...detach, online: false }),
    },
    {
      name: 'online',
      given: partitioned,
      from: 14,
      hold: [
        { relation: 'events', mode: 'access share' },
        { relation: 'events_1', mode: 'access share' },
      ],
      step: () => ({ ...detach, online: true }),
    },
    { name: 'online, beside a default one', given: withDefault, from: 14, step: () => ({ ...detach, online: true }) },
  ],
}
