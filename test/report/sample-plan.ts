import type { Effects, LockMode, Work } from '../../src/model/effects.ts'
import { nameOf } from '../../src/model/name.ts'
import type { Column } from '../../src/model/schema.ts'
import type { Block, Plan, Rollback, Statement, Unit } from '../../src/plan/plan.ts'
import type { Step } from '../../src/steps/step.ts'

/** A plan made by hand, so that what the reports say does not move with the planner. */
const users = nameOf('users')
const text = { kind: 'text', native: 'text' } as const
const fullName: Column = { name: 'full_name', type: text, nullable: true }
const name: Column = { name: 'name', type: text, nullable: false }
const trigger = { table: users, name: 'zz_lockstep_users_full_name', pairs: [{ from: 'name', to: 'full_name' }] } as const

const effects = (mode: LockMode, work: Work = 'none', more: Partial<Effects> = {}): Effects => ({
  locks: [{ relation: users, relationKind: 'table', mode, work }],
  transactional: true,
  breaks: [],
  long: work !== 'none',
  ...more,
})

const statement = (step: Step, description: string, effect: Effects, more: Partial<Statement> = {}): Statement => ({
  step,
  description,
  effects: effect,
  sql: [{ sql: `-- ${description}` }],
  ...more,
})

const block = (statements: readonly Statement[], more: Partial<Block> = {}): Block => ({
  transactional: true,
  class: 'start-up',
  facts: [],
  acquire: [{ relation: users, relationKind: 'table', mode: 'access exclusive' }],
  acquireByStatement: false,
  statements,
  ...more,
})

const job = { class: 'job', acquire: [], transactional: false } as const
const exact: Rollback = { grade: 'exact', residue: [], blocks: [] }

const unit = (id: string, slug: string, up: Block, down: Rollback = exact, more: Partial<Unit> = {}): Unit => ({
  id,
  slug,
  title: slug.replaceAll('_', ' '),
  up,
  down,
  isPointOfNoReturn: false,
  ...more,
})

export const samplePlan: Plan = {
  format: 1,
  title: 'rename users.name to full_name',
  slug: 'rename-users-name-to-full-name',
  engine: { engine: 'postgres', major: 16, minor: 0 },
  maxStall: 100,
  changes: [{ kind: 'rename-column', table: users, from: name, to: 'full_name' }],
  choices: [
    {
      change: 'rename users.name to full_name',
      recipe: 'shadow-column',
      how: 'adds the new column beside the old one, keeps both equal by a trigger, copies the old rows in batches, and drops the old column when nobody uses it',
      cost: { gates: 1, copies: 1, scans: 1, locks: 3, files: 4 },
      rejected: [{ recipe: 'plain-rename', because: 'running code names name: it would fail at once' }],
    },
  ],
  stages: [
    {
      number: 1,
      phase: 'expand',
      gate: [],
      fingerprint: '0011223344556677',
      units: [
        unit(
          'a1b2c3d4e5f6',
          'add_full_name_to_users',
          block([
            statement(
              { kind: 'add-column', table: users, column: fullName },
              'add column users.full_name',
              effects('access exclusive', 'none', {
                breaks: [{ kind: 'cached-plan', what: 'prepared SELECT * on users fails once with 0A000', heals: true }],
              }),
              { why: 'without value and default: no row is touched' },
            ),
            statement(
              { kind: 'create-sync-trigger', ...trigger },
              'keep users.name and users.full_name equal',
              effects('share row exclusive'),
              {
                why: 'what either version writes, the other one reads',
                avoids: 'breaks-running-code',
              },
            ),
          ]),
        ),
      ],
    },
    {
      number: 2,
      phase: 'migrate',
      gate: [],
      fingerprint: '1122334455667788',
      units: [
        unit(
          'b1b2c3d4e5f6',
          'backfill_users_full_name',
          block(
            [
              statement(
                {
                  kind: 'backfill',
                  table: users,
                  set: [{ column: 'full_name', expression: 'name' }],
                  where: 'full_name IS DISTINCT FROM name',
                  key: ['id'],
                },
                'fill users.full_name',
                effects('row exclusive', 'scan'),
                { why: 'in batches, so that no row stays locked and no transaction grows old', avoids: 'blocks-writes' },
              ),
            ],
            job,
          ),
          { grade: 'exact', because: 'the copy goes with its column', residue: [], blocks: [] },
        ),
        unit(
          'c1b2c3d4e5f6',
          'create_index_users_full_name_idx',
          block(
            [
              statement(
                {
                  kind: 'create-index',
                  table: users,
                  online: true,
                  index: { name: 'users_full_name_idx', parts: [{ column: 'full_name' }], unique: false, valid: true },
                },
                'create index users_full_name_idx on users',
                effects('share update exclusive', 'index-build', { transactional: false }),
                {
                  why: 'built concurrently, so that writes go on during the build',
                  avoids: 'blocks-writes',
                  sql: [
                    {
                      sql: 'CREATE INDEX CONCURRENTLY …',
                      doneWhen: "EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('users_full_name_idx') AND indisvalid)",
                    },
                  ],
                },
              ),
            ],
            job,
          ),
        ),
      ],
    },
    {
      number: 3,
      phase: 'contract',
      fingerprint: '2233445566778899',
      gate: [
        {
          kind: 'attested',
          what: 'code-deployed',
          text: 'Code that uses users.full_name instead of name is deployed everywhere',
          edit: { kind: 'use-column', table: users, column: 'full_name', instead: 'name' },
        },
        {
          kind: 'attested',
          what: 'old-version-drained',
          text: 'No process of the previous release is left: web, workers, queues, consoles, scheduled jobs',
        },
        {
          kind: 'proved',
          text: 'No row of users lacks full_name',
          query: 'SELECT NOT EXISTS (SELECT FROM users WHERE full_name IS DISTINCT FROM name)',
        },
      ],
      units: [
        unit(
          'd1b2c3d4e5f6',
          'drop_name_from_users',
          block(
            [
              statement(
                { kind: 'drop-sync-trigger', ...trigger },
                'stop keeping users.name and users.full_name equal',
                effects('access exclusive'),
                { why: 'one version is left' },
              ),
              statement({ kind: 'drop-column', table: users, column: name }, 'drop column users.name', effects('access exclusive'), {
                why: 'nobody reads or writes it any more',
              }),
            ],
            { facts: [{ condition: 'true', otherwise: '%s rows of users lack full_name', reads: [users], scans: true }] },
          ),
          {
            grade: 'loses data',
            because: 'the values of name are gone',
            residue: [],
            blocks: [],
          },
          { isPointOfNoReturn: true },
        ),
      ],
    },
  ],
  compatibility: [
    { version: 'old', stage: 1, holds: true, because: 'name is there and the trigger keeps it equal to full_name' },
    { version: 'new', stage: 1, holds: true, because: "full_name holds every row's value once the backfill is through" },
    { version: 'rolled back', stage: 1, holds: true, because: 'what the new version wrote to full_name is in name too' },
    { version: 'old', stage: 2, holds: false, because: 'name is gone: the gate before it says the old version is drained' },
    { version: 'new', stage: 2, holds: true, because: 'it uses full_name only' },
  ],
  assumptions: ['users: size unknown, taken as large and hot'],
  notes: [],
  alternatives: ["don't: alias the attribute in the ORM (full_name → name); no gate, no DDL"],
  cost: { gates: 1, copies: 1, scans: 1, locks: 3, files: 4 },
  hash: '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',
}

/** Quoting as PostgreSQL does it, for reports that print queries. */
export const quoting = {
  quoteName: ({ schema, name: own }: { readonly schema?: string; readonly name: string }) =>
    [schema, own].filter(part => part !== undefined).join('.'),
  quoteLiteral: (literal: string) => `'${literal.replaceAll("'", "''")}'`,
}
