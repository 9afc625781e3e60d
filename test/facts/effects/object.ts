import type { Routine, View } from '../../../src/model/schema.ts'
import type { ObjectStep } from '../../../src/steps/shapes/object.ts'
import { parseType } from '../../../src/engines/postgres/types.ts'
import { newCheck, type Samples, users, viewOf } from './sample.ts'

const mood = `CREATE TYPE mood AS ENUM ('a', 'b'); ALTER TABLE users ADD c mood;`
const tag = `CREATE DOMAIN tag AS text; ALTER TABLE users ADD c tag; CREATE DOMAIN tag2 AS tag; ALTER TABLE accounts ADD c tag2;`
const view = (query: string, more: Partial<View> = {}): View => ({
  name: { name: 'v' },
  query,
  materialized: false,
  reads: { users: ['id', 'name'] },
  columns: ['id', 'name'],
  ...more,
})
const routine = (body: string): Routine => ({
  name: { name: 'g' },
  arguments: '',
  kind: 'function',
  definition: `CREATE OR REPLACE FUNCTION public.g() RETURNS bigint LANGUAGE sql ${body}`,
})
const sequence = { name: { name: 'q' }, options: '', type: 'bigint' } as const
const select = 'SELECT id, name FROM users'

export const objectSamples: Samples<ObjectStep['kind']> = {
  'create-enum': [{ name: 'plain', step: () => ({ kind: 'create-enum', enum: { name: { name: 'mood' }, values: ['a', 'b'] } }) }],
  'drop-enum': [
    {
      name: 'plain',
      given: `CREATE TYPE mood AS ENUM ('a')`,
      step: () => ({ kind: 'drop-enum', enum: { name: { name: 'mood' }, values: ['a'] } }),
    },
    { name: 'in use', given: mood, step: () => ({ kind: 'drop-enum', enum: { name: { name: 'mood' }, values: ['a', 'b'] } }) },
  ],
  'add-enum-value': [{ name: 'plain', given: mood, step: () => ({ kind: 'add-enum-value', enum: { name: 'mood' }, value: 'c' }) }],
  'rename-enum-value': [
    { name: 'plain', given: mood, step: () => ({ kind: 'rename-enum-value', enum: { name: 'mood' }, from: 'a', to: 'z' }) },
  ],
  'rename-type': [{ name: 'plain', given: mood, step: () => ({ kind: 'rename-type', from: { name: 'mood' }, to: 'feeling' }) }],
  'create-domain': [
    {
      name: 'plain',
      step: () => ({
        kind: 'create-domain',
        domain: { name: { name: 'tag' }, type: parseType('text'), nullable: true, checks: [newCheck('c', `VALUE <> ''`, true)] },
      }),
    },
  ],
  'drop-domain': [
    {
      name: 'in use',
      given: tag,
      step: () => ({ kind: 'drop-domain', domain: { name: { name: 'tag' }, type: parseType('text'), nullable: true, checks: [] } }),
    },
  ],
  'add-domain-check': [
    {
      name: 'validated (T18)',
      given: tag,
      step: () => ({ kind: 'add-domain-check', domain: { name: 'tag' }, check: newCheck('c', `VALUE <> ''`, true) }),
    },
    {
      name: 'not valid',
      given: tag,
      step: () => ({ kind: 'add-domain-check', domain: { name: 'tag' }, check: newCheck('c', `VALUE <> ''`, false) }),
    },
  ],
  'drop-domain-check': [
    {
      name: 'plain',
      given: `${tag} ALTER DOMAIN tag ADD CONSTRAINT c CHECK (VALUE <> '')`,
      step: () => ({ kind: 'drop-domain-check', domain: { name: 'tag' }, check: newCheck('c', `VALUE <> ''`, true) }),
    },
  ],
  'validate-domain-check': [
    {
      name: 'plain',
      given: `${tag} ALTER DOMAIN tag ADD CONSTRAINT c CHECK (VALUE <> '') NOT VALID`,
      step: () => ({ kind: 'validate-domain-check', domain: { name: 'tag' }, check: newCheck('c', `VALUE <> ''`, false) }),
    },
  ],

  'create-sequence': [
    { name: 'plain', step: () => ({ kind: 'create-sequence', sequence }) },
    { name: 'owned', step: () => ({ kind: 'create-sequence', sequence: { ...sequence, ownedBy: { table: users, column: 'id' } } }) },
  ],
  'drop-sequence': [
    { name: 'plain', given: 'CREATE SEQUENCE q', step: () => ({ kind: 'drop-sequence', sequence }) },
    {
      name: 'in use',
      given: `CREATE TABLE s (a serial)`,
      step: () => ({ kind: 'drop-sequence', sequence: { ...sequence, name: { name: 's_a_seq' } } }),
    },
  ],
  'alter-sequence': [
    {
      name: 'type (T15)',
      given: 'CREATE SEQUENCE q AS integer',
      step: () => ({
        kind: 'alter-sequence',
        from: { ...sequence, type: 'integer', options: 'AS integer' },
        to: { ...sequence, options: 'AS bigint' },
      }),
    },
    {
      name: 'owner (T15)',
      given: 'CREATE SEQUENCE q',
      step: () => ({ kind: 'alter-sequence', from: sequence, to: { ...sequence, ownedBy: { table: users, column: 'id' } } }),
    },
  ],
  'advance-sequence': [
    {
      name: 'plain',
      given: 'CREATE SEQUENCE q',
      step: () => ({ kind: 'advance-sequence', sequence: { name: 'q' }, table: users, column: 'age' }),
    },
    {
      name: 'indexed',
      given: 'CREATE SEQUENCE q',
      step: () => ({ kind: 'advance-sequence', sequence: { name: 'q' }, table: users, column: 'id' }),
    },
  ],

  'create-view': [
    { name: 'plain', step: () => ({ kind: 'create-view', view: view(select) }) },
    {
      name: 'over a view',
      given: `CREATE VIEW w AS ${select}`,
      step: () => ({ kind: 'create-view', view: view('SELECT id, name FROM w', { reads: { w: ['id', 'name'] } }) }),
    },
    { name: 'materialized', step: () => ({ kind: 'create-view', view: view(select, { materialized: true }) }) },
    {
      name: 'materialized without data',
      step: () => ({ kind: 'create-view', view: view(select, { materialized: true }), withData: false }),
    },
    {
      name: 'materialized over a view',
      given: `CREATE VIEW w AS ${select}`,
      step: () => ({ kind: 'create-view', view: view('SELECT id, name FROM w', { reads: { w: ['id', 'name'] }, materialized: true }) }),
    },
  ],
  'drop-view': [
    { name: 'plain', given: `CREATE VIEW v AS ${select}`, step: schema => ({ kind: 'drop-view', view: viewOf(schema, 'v') }) },
    {
      name: 'materialized',
      given: `CREATE MATERIALIZED VIEW v AS ${select}; CREATE INDEX ON v (id)`,
      step: schema => ({ kind: 'drop-view', view: viewOf(schema, 'v') }),
    },
    {
      name: 'seen by a view',
      given: `CREATE VIEW v AS ${select}; CREATE VIEW w AS SELECT id FROM v`,
      step: schema => ({ kind: 'drop-view', view: viewOf(schema, 'v') }),
    },
  ],
  'replace-view': [
    {
      name: 'one column more',
      given: `CREATE VIEW v AS ${select}`,
      step: schema => ({
        kind: 'replace-view',
        from: viewOf(schema, 'v'),
        to: view('SELECT id, name, age FROM users', { reads: { users: ['id', 'name', 'age'] }, columns: ['id', 'name', 'age'] }),
      }),
    },
    {
      name: 'one column less',
      given: `CREATE VIEW v AS ${select}`,
      step: schema => ({
        kind: 'replace-view',
        from: viewOf(schema, 'v'),
        to: view('SELECT id FROM users', { reads: { users: ['id'] }, columns: ['id'] }),
      }),
    },
  ],
  'rename-view': [
    {
      name: 'plain',
      given: `CREATE VIEW v AS ${select}`,
      step: () => ({ kind: 'rename-view', from: { name: 'v' }, to: 'w', materialized: false }),
    },
    {
      name: 'materialized',
      given: `CREATE MATERIALIZED VIEW v AS ${select}`,
      step: () => ({ kind: 'rename-view', from: { name: 'v' }, to: 'w', materialized: true }),
    },
  ],
  'refresh-view': [
    {
      name: 'plain',
      given: `CREATE MATERIALIZED VIEW v AS ${select}`,
      step: () => ({ kind: 'refresh-view', view: { name: 'v' }, online: false }),
    },
    {
      name: 'over a view',
      given: `CREATE VIEW w AS ${select}; CREATE MATERIALIZED VIEW v AS SELECT id FROM w`,
      step: () => ({ kind: 'refresh-view', view: { name: 'v' }, online: false }),
    },
    {
      name: 'online',
      given: `CREATE MATERIALIZED VIEW v AS ${select}; CREATE UNIQUE INDEX ON v (id)`,
      step: () => ({ kind: 'refresh-view', view: { name: 'v' }, online: true }),
    },
    {
      name: 'online without a unique index',
      given: `CREATE MATERIALIZED VIEW v AS ${select}`,
      step: () => ({ kind: 'refresh-view', view: { name: 'v' }, online: true }),
    },
  ],

  'create-routine': [
    { name: 'text body', step: () => ({ kind: 'create-routine', routine: routine(`AS 'SELECT count(*) FROM users'`) }) },
    {
      name: 'SQL body',
      from: 14,
      step: () => ({ kind: 'create-routine', routine: { ...routine('RETURN (SELECT count(*) FROM users)'), reads: { users: [] } } }),
    },
  ],
  'drop-routine': [
    {
      name: 'plain',
      given: `CREATE FUNCTION g() RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint'`,
      step: () => ({ kind: 'drop-routine', routine: routine(`AS 'SELECT 1::bigint'`) }),
    },
  ],
  'replace-routine': [
    {
      name: 'plain',
      given: `CREATE FUNCTION g() RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint'`,
      step: () => ({ kind: 'replace-routine', from: routine(`AS 'SELECT 1::bigint'`), to: routine(`AS 'SELECT 2::bigint'`) }),
    },
  ],

  'create-extension': [{ name: 'plain', step: () => ({ kind: 'create-extension', extension: { name: 'citext' } }) }],
  'drop-extension': [
    { name: 'plain', given: 'CREATE EXTENSION citext', step: () => ({ kind: 'drop-extension', extension: { name: 'citext' } }) },
    {
      name: 'in use',
      given: 'CREATE EXTENSION citext; ALTER TABLE users ADD c citext',
      step: () => ({ kind: 'drop-extension', extension: { name: 'citext' } }),
    },
  ],
  'execute-sql': [
    {
      name: 'the worst it may do',
      step: () => ({
        kind: 'execute-sql',
        up: 'ALTER TABLE users ALTER age TYPE bigint',
        reason: 'sample',
        transactional: true,
        touches: ['users'],
      }),
    },
  ],
  // No server runs it: only its own framework can.
  'run-code': [],
}
