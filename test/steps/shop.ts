import { loadExpressions, semantics } from '../../src/engines/postgres/expressions.ts'
import type { ColumnType, TypeKind } from '../../src/model/column-type.ts'
import {
  emptySchema,
  type Check,
  type Column,
  type Constraint,
  type ForeignKey,
  type Index,
  type Schema,
  type Table,
  type View,
} from '../../src/model/schema.ts'
import { applyAll } from '../../src/steps/index.ts'
import type { Step } from '../../src/steps/step.ts'

await loadExpressions()

export const type = (kind: TypeKind, native: string = kind, more: Partial<ColumnType> = {}): ColumnType => ({ kind, native, ...more })
export const mood = type('enum', 'mood', { reference: { name: 'mood' } })
export const column = (name: string, is: ColumnType = type('text'), more: Partial<Column> = {}): Column => ({
  name,
  type: is,
  nullable: true,
  ...more,
})
export const primaryKey = (name: string, ...columns: string[]): Constraint => ({ kind: 'primary-key', name, columns })
export const unique = (name: string, ...columns: string[]): Constraint => ({ kind: 'unique', name, columns })
export const check = (name: string, expression: string, validated = true): Check => ({ kind: 'check', name, expression, validated })
export const index = (name: string, columns: readonly string[], more: Partial<Index> = {}): Index => ({
  name,
  parts: columns.map(each => (/^\w+$/.test(each) ? { column: each } : { expression: each })),
  unique: false,
  valid: true,
  ...more,
})
export const foreignKey = (
  name: string,
  columns: readonly string[],
  references: string,
  referencedColumns: readonly string[] = ['id'],
  more: Partial<ForeignKey> = {},
): ForeignKey => ({ kind: 'foreign-key', name, columns, references: { name: references }, referencedColumns, validated: true, ...more })

export const named = (name: string): { readonly name: string } => ({ name })

const teams: Table = {
  name: named('teams'),
  columns: [
    column('id', type('bigint'), { nullable: false, identity: { generation: 'always' } }),
    column('title', type('varchar', 'character varying(80)', { length: 80 }), { nullable: false }),
  ],
  constraints: [primaryKey('teams_pkey', 'id')],
  indexes: [],
}

const users: Table = {
  name: named('users'),
  columns: [
    column('id', type('bigint'), {
      nullable: false,
      default: { sql: "nextval('users_id_seq'::regclass)" },
      ownedSequence: named('users_id_seq'),
    }),
    column('email', type('text'), {
      nullable: false,
      comment: 'where letters go',
      grants: [{ grantee: 'support', privileges: ['SELECT'] }],
    }),
    column('name', type('varchar', 'character varying(50)', { length: 50 })),
    column('status', mood, { nullable: false, default: { sql: "'ok'::mood" } }),
    column('age', type('integer')),
    column('team_id', type('bigint')),
    column('email_length', type('integer'), { generated: { expression: 'length(email)', stored: true } }),
    column('notes', type('text'), { default: { sql: "''::text" } }),
  ],
  constraints: [
    primaryKey('users_pkey', 'id'),
    unique('users_name_key', 'name'),
    check('users_age_check', 'age > 0'),
    check('users_notes_check', 'length(notes) < 1000', false),
    foreignKey('users_team_id_fkey', ['team_id'], 'teams', ['id'], { onDelete: 'set null' }),
  ],
  indexes: [
    index('users_email_idx', ['lower(email)'], { unique: true }),
    index('users_age_name_idx', ['age', 'name'], { where: 'age IS NOT NULL' }),
  ],
  triggers: [
    {
      name: 'touch',
      definition: 'CREATE TRIGGER touch BEFORE UPDATE OF status ON users FOR EACH ROW EXECUTE FUNCTION touch()',
      function: named('touch'),
      columns: ['status'],
      enabled: 'origin',
    },
  ],
  policies: [{ name: 'own', command: 'select', permissive: true, roles: ['PUBLIC'], using: 'email = CURRENT_USER' }],
  rowSecurity: 'enabled',
  grants: [{ grantee: 'app', privileges: ['INSERT', 'SELECT', 'UPDATE'] }],
  owner: 'boss',
  comment: 'people',
  extendedStatistics: [
    { name: 'users_stats', definition: 'CREATE STATISTICS users_stats ON age, team_id FROM users', columns: ['age', 'team_id'] },
  ],
  publications: [{ name: 'feed', columns: ['id', 'email'] }],
}

const posts: Table = {
  name: named('posts'),
  columns: [
    column('id', type('bigint'), { nullable: false }),
    column('user_id', type('bigint'), { nullable: false }),
    column('body', type('text')),
    column('slug', type('text'), { nullable: false }),
    column('room', type('int4range' as TypeKind, 'int4range')),
  ],
  constraints: [
    primaryKey('posts_pkey', 'id'),
    foreignKey('posts_user_id_fkey', ['user_id'], 'users'),
    { kind: 'exclusion', name: 'posts_room_excl', columns: ['room'], definition: 'USING gist (room WITH &&)' },
  ],
  indexes: [index('posts_slug_idx', ['slug'], { unique: true }), index('posts_body_idx', ['body'])],
  replicaIdentity: 'USING INDEX posts_slug_idx',
}

const events: Table = {
  name: named('events'),
  columns: [
    column('id', type('bigint'), { nullable: false }),
    column('at', type('date'), { nullable: false }),
    column('user_id', type('bigint')),
    column('note', type('text')),
  ],
  constraints: [primaryKey('events_pkey', 'id', 'at'), check('events_note_check', "note <> ''::text")],
  indexes: [index('events_note_idx', ['note'])],
  partitioning: { strategy: 'range', key: 'at', columns: ['at'] },
}

const part = (name: string, more: Partial<Table> = {}): Table => ({
  name: named(name),
  columns: events.columns,
  constraints: [],
  indexes: [],
  ...more,
})
const bounds = (year: number): string => `FOR VALUES FROM ('${year}-01-01') TO ('${year + 1}-01-01')`

const view = (name: string, query: string, reads: View['reads'], columns: readonly string[], more: Partial<View> = {}): View => ({
  name: named(name),
  query,
  reads,
  columns,
  materialized: false,
  ...more,
})

const steps: readonly Step[] = [
  { kind: 'create-extension', extension: { name: 'citext' } },
  { kind: 'create-enum', enum: { name: named('mood'), values: ['sad', 'ok', 'happy'] } },
  {
    kind: 'create-domain',
    domain: { name: named('positive'), type: type('integer'), nullable: true, checks: [check('positive_check', 'VALUE > 0', false)] },
  },
  {
    kind: 'create-sequence',
    sequence: {
      name: named('tickets'),
      type: 'bigint',
      options: 'AS bigint START WITH 5 INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 CACHE 1 NO CYCLE',
    },
  },
  {
    kind: 'create-routine',
    routine: {
      name: named('touch'),
      arguments: '',
      kind: 'function',
      definition: 'CREATE OR REPLACE FUNCTION touch()\n RETURNS trigger\n LANGUAGE plpgsql\nAS $function$BEGIN RETURN NEW; END$function$',
    },
  },
  { kind: 'create-table', table: teams },
  { kind: 'create-table', table: users },
  { kind: 'create-table', table: posts },
  { kind: 'create-table', table: events },
  { kind: 'create-table', table: part('events_2025', { partitionOf: { parent: named('events'), bounds: bounds(2025) } }) },
  {
    kind: 'create-table',
    table: part('events_2026', {
      constraints: [primaryKey('events_2026_pkey', 'id', 'at'), check('events_note_check', "note <> ''::text")],
      indexes: [index('events_2026_note_idx', ['note'])],
    }),
  },
  { kind: 'create-view', view: view('team_titles', ' SELECT id,\n    title\n   FROM teams', { teams: ['id', 'title'] }, ['id', 'title']) },
  { kind: 'create-view', view: view('titles', ' SELECT title\n   FROM team_titles', { team_titles: ['title'] }, ['title']) },
  {
    kind: 'create-view',
    view: view('ages', ' SELECT user_id,\n    count(*) AS n\n   FROM posts\n  GROUP BY user_id', { posts: ['user_id'] }, ['user_id', 'n'], {
      materialized: true,
      indexes: [index('ages_user_id_idx', ['user_id'], { unique: true })],
    }),
  },
]

/** A schema with everything a step may run into. */
export const shop: Schema = applyAll(steps, emptySchema, semantics)
export const partition = { parent: named('events'), bounds: bounds(2025) }
export const nextPartition = { parent: named('events'), bounds: bounds(2026) }
