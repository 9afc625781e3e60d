import type { ColumnType } from '../../src/model/column-type.ts'
import type { Grade } from '../../src/model/grade.ts'
import type { Column } from '../../src/model/schema.ts'
import { nameOf } from '../../src/model/name.ts'
import type { Block, Plan, Statement, Unit } from '../../src/plan/plan.ts'
import type { Engine, SqlStatement } from '../../src/steps/engine.ts'
import type { Step } from '../../src/steps/step.ts'
import { createRender } from '../../src/render/render.ts'
import { parseSync } from 'libpg-query'
import type { EmitRequest, EmittedFile, Framework, FrameworkOptions } from '../../src/frameworks/framework.ts'

/** Hand-built plans for the emitters' own tests; plans of the real planner are tested in the cases. */

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`
const quoteIdentifier = (name: string): string => (/^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`)

/** The part of an engine that emitters call, small enough to read. */
export const engine = {
  version: { engine: 'postgres', major: 16, minor: 4 },
  quoteIdentifier,
  acquire: (targets, { statement }) => [
    'SET LOCAL statement_timeout = 0',
    `DO $lockstep$\nBEGIN\n  ${statement ?? targets.map(({ relation, mode }) => `LOCK TABLE ${relation.name} IN ${mode.toUpperCase()} MODE`).join('; ')};\nEND\n$lockstep$`,
    "SET LOCAL statement_timeout = '5s'",
  ],
  beginJob: transactional => ['lock_timeout', 'statement_timeout'].map(name => `SET ${transactional ? 'LOCAL ' : ''}${name} = 0`),
  endJob: () => ['RESET lock_timeout', 'RESET statement_timeout'],
  quoteLiteral: literal,
  quoteName: ({ schema, name }) =>
    [schema, name]
      .filter(part => part !== undefined)
      .map(quoteIdentifier)
      .join('.'),
  assertFact: ({ condition }, message) =>
    `DO $lockstep$\nBEGIN\n  IF NOT (${condition}) THEN\n    RAISE EXCEPTION USING MESSAGE = ${literal(message)};\n  END IF;\nEND\n$lockstep$`,
  onlyUnless: ({ sql, doneWhen }) => `DO $lockstep$\nBEGIN\n  IF NOT (${doneWhen}) THEN\n    ${sql};\n  END IF;\nEND\n$lockstep$`,
} as Partial<Engine> as Engine

export const users = nameOf('users')
export const type = (kind: ColumnType['kind'], native: string, more: Partial<ColumnType> = {}): ColumnType => ({ kind, native, ...more })
export const column = (name: string, columnType: ColumnType, more: Partial<Column> = {}): Column => ({
  name,
  type: columnType,
  nullable: true,
  ...more,
})

export const statement = (step: Step, sql: readonly (string | SqlStatement)[], more: Partial<Statement> = {}): Statement => ({
  step,
  description: step.kind.replaceAll('-', ' '),
  effects: { locks: [], transactional: true, breaks: [], long: false },
  sql: sql.map(text => (typeof text === 'string' ? { sql: text } : text)),
  ...more,
})

/** A statement that no transaction may hold. */
export const outside = { effects: { locks: [], transactional: false, breaks: [], long: true } } as const

export const block = (statements: readonly Statement[], more: Partial<Block> = {}): Block => ({
  transactional: true,
  class: 'start-up',
  facts: [],
  acquire: [],
  acquireByStatement: false,
  statements,
  ...more,
})
/** A transaction that takes a blocking lock on `users` politely. */
export const locked = (...statements: readonly Statement[]): Block =>
  block(statements, { acquire: [{ relation: users, relationKind: 'table', mode: 'access exclusive' }] })
export const job = (transactional: boolean, ...statements: readonly Statement[]): Block =>
  block(statements, { transactional, class: 'job' })

export const unit = (slug: string, up: Block, downs: readonly Block[], more: { grade?: Grade; because?: string } = {}): Unit => ({
  id: [...slug]
    .reduce((sum, char) => (sum * 31 + char.codePointAt(0)!) % 0xffffffffffff, 7)
    .toString(16)
    .padStart(12, '0')
    .slice(0, 12),
  slug,
  title: slug.replaceAll('_', ' '),
  up,
  down: { grade: more.grade ?? 'exact', because: more.because, residue: [], blocks: downs },
  isPointOfNoReturn: more.grade === 'irreversible',
})

export const planOf = (units: readonly Unit[], title = 'rename users.name to full_name'): Plan => ({
  format: 1,
  title,
  slug: 'sample',
  engine: engine.version,
  maxStall: 100,
  changes: [],
  choices: [],
  stages: [{ number: 1, phase: 'expand', gate: [], units, fingerprint: '' }],
  compatibility: [],
  assumptions: [],
  notes: [],
  alternatives: [],
  cost: { gates: 0, copies: 0, scans: 0, locks: 0, files: units.length },
  hash: '0123456789abcdef'.repeat(4),
})

const render = createRender('templates')

export const request = (plan: Plan, options: FrameworkOptions = {}, more: Partial<EmitRequest> = {}): EmitRequest => ({
  plan,
  units: plan.stages.flatMap(stage => stage.units.map(one => ({ stage, unit: one }))),
  engine,
  options,
  render,
  now: new Date('2026-11-20T09:30:00Z'),
  ...more,
})

export interface EmitOptions extends FrameworkOptions {
  readonly after?: string
}

/** Emits a plan of these units; refusals throw. */
export const emit = (framework: Framework, units: readonly Unit[], { after, ...options }: EmitOptions = {}): readonly EmittedFile[] => {
  const result = framework.emit(request(planOf(units), options, { after }))
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics))
  return result.value
}

/** Codes of the reasons why the framework cannot write these units. */
export const refusals = (framework: Framework, units: readonly Unit[], { after, ...options }: EmitOptions = {}): readonly string[] => {
  const result = framework.emit(request(planOf(units), options, { after }))
  return result.ok ? [] : result.diagnostics.map(({ code }) => code)
}

export const show = (files: readonly EmittedFile[]): string => files.map(({ name, content }) => `=== ${name}\n${content}`).join('\n')

/** What the comments of a file's SQL say, read by the server's own parser (to be loaded first). */
export const commentsIn = (sql: string): readonly (string | undefined)[] =>
  (parseSync(sql).stmts ?? []).flatMap(({ stmt }) => (stmt !== undefined && 'CommentStmt' in stmt ? [stmt.CommentStmt.comment] : []))

const fullName = column('full_name', type('text', 'text'))
const index = { name: 'index_users_on_full_name', parts: [{ column: 'full_name' }], unique: false, valid: true }
const hasColumn = "EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass('users') AND attname = 'full_name' AND NOT attisdropped)"
const hasIndex = "to_regclass('index_users_on_full_name') IS NOT NULL"

/** One unit of each shape: a locked transaction, a concurrent build, a batched job, a long transaction, no way back, a way back in three blocks. */
export const shapes: readonly Unit[] = [
  unit(
    'add_full_name_to_users',
    locked(
      statement(
        { kind: 'add-column', table: users, column: fullName },
        [{ sql: 'ALTER TABLE users ADD COLUMN full_name text', doneWhen: hasColumn }],
        { why: 'The new name of the column.' },
      ),
    ),
    [
      locked(
        statement({ kind: 'drop-column', table: users, column: fullName }, [
          { sql: 'ALTER TABLE users DROP COLUMN full_name', doneWhen: `NOT ${hasColumn}` },
        ]),
      ),
    ],
  ),
  unit(
    'index_users_on_full_name',
    job(
      false,
      statement(
        { kind: 'create-index', table: users, index, online: true },
        [
          {
            sql: 'CREATE INDEX CONCURRENTLY index_users_on_full_name ON users (full_name)',
            healFirst: 'DROP INDEX CONCURRENTLY IF EXISTS index_users_on_full_name',
            doneWhen: hasIndex,
            assertAfter: { condition: hasIndex, otherwise: 'the index is not valid' },
          },
        ],
        outside,
      ),
    ),
    [
      job(
        false,
        statement(
          { kind: 'drop-index', table: users, index, online: true },
          ['DROP INDEX CONCURRENTLY IF EXISTS index_users_on_full_name'],
          outside,
        ),
      ),
    ],
  ),
  unit(
    'backfill_users_full_name',
    job(
      false,
      statement(
        { kind: 'backfill', table: users, set: [{ column: 'full_name', expression: 'name' }], where: 'full_name IS NULL', key: ['id'] },
        [
          'DO $lockstep$\nBEGIN\n  LOOP\n    UPDATE users SET full_name = name WHERE full_name IS NULL;\n    COMMIT;\n    EXIT;\n  END LOOP;\nEND\n$lockstep$',
        ],
        outside,
      ),
    ),
    [],
  ),
  unit(
    'require_users_full_name',
    block(
      [statement({ kind: 'set-not-null', table: users, column: 'full_name' }, ['ALTER TABLE users ALTER COLUMN full_name SET NOT NULL'])],
      {
        facts: [
          {
            condition: 'NOT EXISTS (SELECT FROM users WHERE full_name IS NULL)',
            otherwise: 'Some rows of users lack full_name',
            reads: [users],
            scans: true,
          },
        ],
        acquire: [{ relation: users, relationKind: 'table', mode: 'access exclusive' }],
      },
    ),
    [
      locked(
        statement({ kind: 'drop-not-null', table: users, column: 'full_name' }, ['ALTER TABLE users ALTER COLUMN full_name DROP NOT NULL']),
      ),
    ],
  ),
  unit(
    'drop_name_from_users',
    locked(
      statement({ kind: 'drop-column', table: users, column: column('name', type('text', 'text')) }, [
        'ALTER TABLE users DROP COLUMN name',
      ]),
    ),
    [],
    { grade: 'irreversible', because: 'the values of name are gone' },
  ),
  unit(
    'drop_index_on_full_name',
    locked(statement({ kind: 'drop-index', table: users, index, online: false }, ['DROP INDEX IF EXISTS index_users_on_full_name'])),
    [
      locked(statement({ kind: 'execute-sql', up: 'SELECT 1', reason: 'first', transactional: true, touches: [] }, ['SELECT 1'])),
      job(
        false,
        statement(
          { kind: 'create-index', table: users, index, online: true },
          ['CREATE INDEX CONCURRENTLY index_users_on_full_name ON users (full_name)'],
          outside,
        ),
      ),
      locked(statement({ kind: 'execute-sql', up: 'SELECT 2', reason: 'last', transactional: true, touches: [] }, ['SELECT 2'])),
    ],
  ),
]

/** Texts that each language reads as something else: of its quotes, comments, markers, placeholders and binds. */
export const hostileTexts: readonly string[] = [
  "it's -- not a comment",
  '/* nor */ this',
  'a\n   \nb',
  '${flyway:user} #{x} $${y}',
  ']]> <![CDATA[ &amp; </sql>',
  '"""',
  "'''",
  'back\\slash \\n \\:x \\',
  ':name :1 ::text a:b',
  '%s %% %(x)s {0}',
  '{{this}} {{{x}}}',
  'line;\nline;',
  '\u2028 \u00a0 \u{1F600}',
  'yes',
  '0755',
  '12:30:45',
  ' lead and trail ',
  'tab\there',
  '# x: - [y]',
  '$lockstep$ $1',
]

/** A unit whose SQL text, comment, name, reason and way back are all hostile. */
export const hostile = (text: string): Unit => {
  const sql = `COMMENT ON COLUMN ${quoteIdentifier(text)}.${quoteIdentifier('x y')} IS ${literal(text)}`
  const step: Step = { kind: 'set-comment', object: { on: 'column', table: nameOf(text), name: 'x y' }, from: undefined, to: text }
  return {
    ...unit(
      'hostile',
      block([statement(step, [sql], { why: text, description: text })]),
      [block([statement(step, [sql], { why: text })])],
      { because: text, grade: 'leaves residue' },
    ),
    title: text,
  }
}
