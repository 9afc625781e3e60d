import { tableIn, type Column, type Constraint, type Index, type Schema, type Table } from '../../src/model/schema.ts'
import type { Step } from '../../src/steps/step.ts'
import { column } from './postgres-step-samples.ts'

export interface CatalogSample {
  readonly name: string
  readonly setup?: string
  readonly step: (before: Schema) => Step
  /** First major it exists on. */
  readonly since?: number
}

/** Tables on which everything hangs that a change of a column, a name or a partition must carry along. */
export const catalogBase = `
  CREATE SCHEMA archive;
  CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
  CREATE DOMAIN positive AS integer CONSTRAINT positive_check CHECK (VALUE > 0);
  CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
  CREATE TABLE teams (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, title text NOT NULL, code text UNIQUE);
  CREATE TABLE users (
    id bigserial PRIMARY KEY, email text NOT NULL, name varchar(50), status mood NOT NULL DEFAULT 'ok', age positive,
    team_id bigint REFERENCES teams ON DELETE SET NULL, email_length integer GENERATED ALWAYS AS (length(email)) STORED, "Notes" text DEFAULT '',
    CONSTRAINT users_name_key UNIQUE (name), CONSTRAINT users_sane CHECK (length(name) > 1 AND status <> 'sad'::mood),
    EXCLUDE USING btree (email WITH =) WHERE (name IS NOT NULL)
  );
  CREATE UNIQUE INDEX users_email_idx ON users (lower(email)) WHERE status = 'ok';
  CREATE INDEX users_age_idx ON users (age DESC, name) INCLUDE (team_id) WHERE age IS NOT NULL;
  CREATE TRIGGER touch BEFORE UPDATE OF status, name ON users FOR EACH ROW WHEN (NEW.name IS DISTINCT FROM OLD.name) EXECUTE FUNCTION touch();
  CREATE POLICY own ON users USING (email = CURRENT_USER AND team_id IN (SELECT teams.id FROM teams));
  ALTER TABLE users ENABLE ROW LEVEL SECURITY;
  CREATE STATISTICS users_stats ON age, team_id FROM users;
  COMMENT ON COLUMN users.name IS 'as told';
  CREATE TABLE posts (id bigint PRIMARY KEY, user_id bigint NOT NULL REFERENCES users, user_name varchar(50) REFERENCES users (name), slug text NOT NULL, body text);
  CREATE UNIQUE INDEX posts_slug_idx ON posts (slug);
  ALTER TABLE posts REPLICA IDENTITY USING INDEX posts_slug_idx;
  CREATE VIEW team_titles AS SELECT teams.id, teams.title FROM teams;
  CREATE VIEW titles AS SELECT t.title, upper(t.title) AS loud FROM team_titles t;
  CREATE VIEW membership AS SELECT teams.title, users.email FROM users JOIN teams ON teams.id = users.team_id WHERE users.age > 1;
  CREATE MATERIALIZED VIEW authors AS SELECT user_id, count(*) AS n FROM posts GROUP BY user_id;
  CREATE UNIQUE INDEX authors_idx ON authors (user_id);
  CREATE TABLE events (id bigint NOT NULL, at date NOT NULL, user_id bigint, note text, CONSTRAINT events_note_check CHECK (note <> ''), PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
  CREATE INDEX events_note_idx ON events (lower(note), user_id);
  CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
  CREATE TABLE events_2026 (id bigint NOT NULL, at date NOT NULL, user_id bigint, note text, CONSTRAINT events_note_check CHECK (note <> ''));
  CREATE TABLE events_2027 (LIKE events_2026 INCLUDING ALL);
  ALTER TABLE events_2027 ADD CONSTRAINT mine PRIMARY KEY (id, at);
  CREATE INDEX my_notes ON events_2027 (lower(note), user_id);
`

const users = { name: 'users' }
const events = { name: 'events' }
const tableOf = (before: Schema, name: string): Table => tableIn(before, { name })!
const columnOf = (before: Schema, table: string, name: string): Column => tableOf(before, table).columns.find(c => c.name === name)!
const constraintOf = (before: Schema, table: string, name: string): Constraint =>
  tableOf(before, table).constraints.find(c => c.name === name)!
const indexOf = (before: Schema, table: string, name: string): Index => tableOf(before, table).indexes.find(i => i.name === name)!
const freely = 'DROP VIEW membership; DROP POLICY own ON users; DROP TRIGGER touch ON users;'

const renameColumn = (table: string, from: string, to: string): CatalogSample => ({
  name: `rename ${table}.${from} to ${to}`,
  step: () => ({ kind: 'rename-column', table: { name: table }, from, to }),
})
const dropColumn = (table: string, name: string, setup = freely): CatalogSample => ({
  name: `drop ${table}.${name}`,
  setup,
  step: before => ({ kind: 'drop-column', table: { name: table }, column: columnOf(before, table, name) }),
})
const addConstraint = (table: string, constraint: Constraint, since = 12): CatalogSample => ({
  name: `add ${constraint.name} to ${table}`,
  since,
  step: () => ({ kind: 'add-constraint', table: { name: table }, constraint }),
})
const dropConstraint = (table: string, name: string, setup?: string): CatalogSample => ({
  name: `drop constraint ${table}.${name}`,
  setup,
  step: before => ({ kind: 'drop-constraint', table: { name: table }, constraint: constraintOf(before, table, name) }),
})
const bounds = (year: number): string => `FOR VALUES FROM ('${year}-01-01') TO ('${year + 1}-01-01')`
const attach = (year: number): Step => ({
  kind: 'attach-partition',
  table: { name: `events_${year}` },
  partitionOf: { parent: events, bounds: bounds(year) },
})
const index = (name: string, ...columns: string[]): Index => ({
  name,
  parts: columns.map(each => ({ column: each })),
  unique: false,
  valid: true,
})

export const catalogSamples: readonly CatalogSample[] = [
  ...['email', 'name', 'status', 'age', 'team_id', 'id', 'Notes'].map(name => renameColumn('users', name, `${name.toLowerCase()}_2`)),
  renameColumn('users', 'name', 'select'),
  renameColumn('users', 'email', 'E-Mail'),
  renameColumn('teams', 'id', 'number'),
  renameColumn('teams', 'title', 'label'),
  renameColumn('posts', 'user_id', 'author'),
  renameColumn('posts', 'slug', 'path'),
  renameColumn('events', 'note', 'remark'),
  renameColumn('events', 'at', 'happened'),
  renameColumn('events', 'user_id', 'who'),

  ...['age', 'team_id'].map(name => dropColumn('users', name, `${freely} DROP STATISTICS users_stats;`)),
  ...['status', 'Notes', 'email_length'].map(name => dropColumn('users', name)),
  dropColumn('users', 'name', `${freely} ALTER TABLE posts DROP COLUMN user_name; ALTER TABLE users DROP CONSTRAINT users_email_excl;`),
  dropColumn('users', 'email', `${freely} ALTER TABLE users DROP COLUMN email_length;`),
  dropColumn('users', 'id', `${freely} DROP MATERIALIZED VIEW authors; ALTER TABLE posts DROP COLUMN user_id;`),
  dropColumn('posts', 'slug'),
  dropColumn('posts', 'user_name'),
  dropColumn('teams', 'code'),
  dropColumn('events', 'note'),
  dropColumn('events', 'user_id'),

  ...['users', 'teams', 'posts', 'events', 'events_2025'].map((name): CatalogSample => ({
    name: `rename table ${name}`,
    step: () => ({ kind: 'rename-table', from: { name }, to: `${name}_x` }),
  })),
  { name: 'rename table teams to what must be quoted', step: () => ({ kind: 'rename-table', from: { name: 'teams' }, to: 'My Teams' }) },
  ...['users', 'teams', 'posts', 'events'].map((name): CatalogSample => ({
    name: `move table ${name}`,
    step: () => ({ kind: 'set-table-schema', from: { name }, to: 'archive' }),
  })),
  {
    name: 'rename a view others read',
    step: () => ({ kind: 'rename-view', from: { name: 'team_titles' }, to: 'names', materialized: false }),
  },
  { name: 'rename an enum', step: () => ({ kind: 'rename-type', from: { name: 'mood' }, to: 'Feeling' }) },
  { name: 'rename a domain', step: () => ({ kind: 'rename-type', from: { name: 'positive' }, to: 'natural' }) },
  { name: 'rename a label', step: () => ({ kind: 'rename-enum-value', enum: { name: 'mood' }, from: 'ok', to: "o'k" }) },

  {
    name: 'drop a table',
    setup: 'DROP MATERIALIZED VIEW authors',
    step: before => ({ kind: 'drop-table', table: tableOf(before, 'posts') }),
  },
  {
    name: 'drop a table with a serial',
    setup: `${freely} DROP TABLE posts CASCADE`,
    step: before => ({ kind: 'drop-table', table: tableOf(before, 'users') }),
  },
  { name: 'drop a partitioned table', step: before => ({ kind: 'drop-table', table: tableOf(before, 'events') }) },
  { name: 'drop a partition', step: before => ({ kind: 'drop-table', table: tableOf(before, 'events_2025') }) },
  {
    name: 'create a partition',
    step: before => ({
      kind: 'create-table',
      table: {
        name: { name: 'events_2024' },
        columns: tableOf(before, 'events').columns,
        constraints: [constraintOf(before, 'events', 'events_note_check')],
        indexes: [],
        partitionOf: { parent: events, bounds: bounds(2024) },
      },
    }),
  },
  { name: 'attach a bare table', step: () => attach(2026) },
  { name: 'attach a prepared table', step: () => attach(2027) },
  {
    name: 'detach a partition',
    step: () => ({
      kind: 'detach-partition',
      table: { name: 'events_2025' },
      partitionOf: { parent: events, bounds: bounds(2025) },
      online: false,
    }),
  },
  {
    name: 'detach a prepared table',
    setup: `ALTER TABLE events ATTACH PARTITION events_2027 ${bounds(2027)}`,
    step: () => ({
      kind: 'detach-partition',
      table: { name: 'events_2027' },
      partitionOf: { parent: events, bounds: bounds(2027) },
      online: false,
    }),
  },

  addConstraint('events', { kind: 'check', name: 'events_id_check', expression: 'id > 0', validated: true }),
  addConstraint('events', { kind: 'check', name: 'events_id_check', expression: 'id > 0', validated: false }),
  addConstraint('events', { kind: 'unique', name: 'events_user', columns: ['user_id', 'at'] }),
  addConstraint('events', {
    kind: 'foreign-key',
    name: 'events_user_fk',
    columns: ['user_id'],
    references: users,
    referencedColumns: ['id'],
    validated: true,
    onDelete: 'cascade',
  }),
  addConstraint('events', { kind: 'not-null', name: 'events_user_id_not_null', column: 'user_id', validated: true }, 18),
  addConstraint('events', { kind: 'not-null', name: 'user_is_known', column: 'user_id', validated: false }, 18),
  addConstraint('users', { kind: 'not-null', name: 'users_age_not_null', column: 'age', validated: true }, 18),
  addConstraint('users', { kind: 'not-null', name: 'age_is_known', column: 'age', validated: true }, 18),
  {
    name: 'validate a not null',
    since: 18,
    setup: 'ALTER TABLE users ADD CONSTRAINT users_age_not_null NOT NULL age NOT VALID',
    step: () => ({
      kind: 'validate-constraint',
      table: users,
      constraint: { kind: 'not-null', name: 'users_age_not_null', column: 'age', validated: true },
    }),
  },
  {
    name: 'validate a not null on partitions',
    since: 18,
    setup: 'ALTER TABLE events ADD CONSTRAINT known NOT NULL user_id NOT VALID',
    step: () => ({
      kind: 'validate-constraint',
      table: events,
      constraint: { kind: 'not-null', name: 'known', column: 'user_id', validated: true },
    }),
  },
  {
    name: 'drop a plain not null',
    since: 18,
    step: () => ({
      kind: 'drop-constraint',
      table: users,
      constraint: { kind: 'not-null', name: 'users_email_not_null', column: 'email', validated: true },
    }),
  },
  {
    name: 'validate a check on partitions',
    setup: 'ALTER TABLE events ADD CONSTRAINT big CHECK (id > 0) NOT VALID',
    step: before => ({ kind: 'validate-constraint', table: events, constraint: constraintOf(before, 'events', 'big') }),
  },
  {
    name: 'primary key over an index',
    setup: 'CREATE TABLE plain (a integer, b integer); CREATE UNIQUE INDEX plain_idx ON plain (a, b)',
    step: before => ({
      kind: 'add-constraint',
      table: { name: 'plain' },
      constraint: { kind: 'primary-key', name: 'plain_pkey', columns: ['a', 'b'] },
      usingIndex: indexOf(before, 'plain', 'plain_idx'),
    }),
  },
  dropConstraint('events', 'events_pkey'),
  dropConstraint('events', 'events_note_check'),
  dropConstraint('users', 'users_sane'),
  dropConstraint('users', 'users_team_id_fkey'),
  dropConstraint('posts', 'posts_pkey'),
  dropConstraint('users', 'users_email_excl'),
  dropConstraint('posts', 'posts_user_id_fkey'),
  dropConstraint('users', 'users_name_key', 'ALTER TABLE posts DROP COLUMN user_name'),
  {
    name: 'rename a check on partitions',
    step: () => ({ kind: 'rename-constraint', table: events, from: 'events_note_check', to: 'noted' }),
  },
  { name: 'rename a primary key', step: () => ({ kind: 'rename-constraint', table: events, from: 'events_pkey', to: 'happenings' }) },
  {
    name: 'rename an index behind a constraint',
    step: () => ({ kind: 'rename-index', table: users, from: 'users_name_key', to: 'names' }),
  },
  {
    name: 'rename a replica identity',
    step: () => ({ kind: 'rename-index', table: { name: 'posts' }, from: 'posts_slug_idx', to: 'Slugs' }),
  },
  {
    name: 'drop a replica identity',
    step: before => ({ kind: 'drop-index', table: { name: 'posts' }, index: indexOf(before, 'posts', 'posts_slug_idx'), online: false }),
  },
  {
    name: 'index on partitions',
    step: () => ({ kind: 'create-index', table: events, index: index('events_user_idx', 'user_id'), online: false }),
  },
  {
    name: 'index on the parent only',
    step: () => ({
      kind: 'create-index',
      table: events,
      index: { ...index('events_user_idx', 'user_id'), valid: false },
      online: false,
      parentOnly: true,
    }),
  },
  {
    name: 'drop index of partitions',
    step: before => ({ kind: 'drop-index', table: events, index: indexOf(before, 'events', 'events_note_idx'), online: false }),
  },
  {
    name: 'attach the last index',
    setup: 'CREATE INDEX events_user_idx ON ONLY events (user_id); CREATE INDEX mine_too ON events_2025 (user_id)',
    step: () => ({
      kind: 'attach-index',
      parent: events,
      index: 'events_user_idx',
      partition: { name: 'events_2025' },
      partitionIndex: 'mine_too',
    }),
  },

  {
    name: 'add a column to partitions',
    step: () => ({ kind: 'add-column', table: events, column: column('kind', 'text', { nullable: false, default: { sql: "'x'::text" } }) }),
  },
  { name: 'set not null on partitions', step: () => ({ kind: 'set-not-null', table: events, column: 'note' }) },
  {
    name: 'set default on partitions',
    step: () => ({ kind: 'set-default', table: events, column: 'note', from: undefined, to: { sql: "'-'::text" } }),
  },
  {
    name: 'change type on partitions',
    step: before => ({
      kind: 'alter-column-type',
      table: events,
      from: columnOf(before, 'events', 'user_id'),
      to: column('user_id', 'numeric'),
    }),
  },
  {
    name: 'drop identity',
    step: before => ({
      kind: 'set-identity',
      table: { name: 'teams' },
      column: 'id',
      from: columnOf(before, 'teams', 'id').identity,
      to: undefined,
    }),
  },
  {
    name: 'drop expression',
    since: 13,
    setup: freely,
    step: before => ({
      kind: 'set-generated',
      table: users,
      column: 'email_length',
      from: columnOf(before, 'users', 'email_length').generated!,
      to: undefined,
    }),
  },
  {
    name: 'replace a view by a wider one',
    since: 18,
    step: before => ({
      kind: 'replace-view',
      from: before.views.get('titles')!,
      to: {
        ...before.views.get('titles')!,
        query: 'SELECT title,\n    upper(title) AS loud,\n    id\n   FROM team_titles t',
        columns: ['title', 'loud', 'id'],
        reads: { team_titles: ['id', 'title'] },
      },
    }),
  },
]
