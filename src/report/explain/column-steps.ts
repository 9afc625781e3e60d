import type { ColumnStep } from '../../steps/shapes/column.ts'
import type { StepEntries } from './entry.ts'
import { age, ageDoubled, name, users } from './sample-schema.ts'

const nickname = { name: 'nickname', type: name.type, nullable: true }
const pair = { table: users, name: 'zz_lockstep_users_full_name', pairs: [{ from: 'name', to: 'full_name' }] } as const
const fill = { table: users, name: 'zz_lockstep_users_nickname', column: 'nickname', expression: 'name' } as const
const bigAge = { ...age, type: { kind: 'bigint', native: 'bigint' } } as const

export const columnSteps: StepEntries<ColumnStep['kind']> = {
  'add-column': {
    what: 'Adds a column. A constant default is kept in the catalog; a volatile one rewrites the table.',
    samples: {
      'without default': { kind: 'add-column', table: users, column: nickname },
      'with a constant default': { kind: 'add-column', table: users, column: { ...nickname, default: { sql: "''" } } },
      'with a volatile default': { kind: 'add-column', table: users, column: { ...nickname, default: { sql: 'gen_random_uuid()::text' } } },
    },
  },
  'drop-column': {
    what: 'Drops a column: its values are gone, the space comes back only when rows are rewritten.',
    samples: { 'a column': { kind: 'drop-column', table: users, column: age } },
  },
  'rename-column': {
    what: 'Renames a column at once: code that names the old one fails from that moment.',
    samples: { 'a column': { kind: 'rename-column', table: users, from: 'name', to: 'full_name' } },
  },
  'alter-column-type': {
    what: 'Changes a type in place. Free only when the stored values stay what they are and nothing else hangs on them.',
    samples: {
      rewriting: { kind: 'alter-column-type', table: users, from: age, to: bigAge },
    },
  },
  'set-default': {
    what: 'Sets or drops a default; rows that exist keep their values.',
    samples: { 'a default': { kind: 'set-default', table: users, column: 'name', from: undefined, to: { sql: "''" } } },
  },
  'set-not-null': {
    what: 'Forbids NULL. The server reads every row under the lock, unless a validated check already proves it.',
    samples: {
      unproved: { kind: 'set-not-null', table: users, column: 'email' },
      'proved by a validated check': { kind: 'set-not-null', table: users, column: 'email', provenBy: 'users_email_not_null' },
    },
  },
  'drop-not-null': { what: 'Allows NULL again.', samples: { 'a column': { kind: 'drop-not-null', table: users, column: 'id' } } },
  'set-identity': {
    what: 'Adds, changes or drops an identity.',
    samples: { 'an identity': { kind: 'set-identity', table: users, column: 'id', from: undefined, to: { generation: 'by-default' } } },
  },
  'set-generated': {
    what: 'Changes or drops the expression of a generated column.',
    samples: { dropped: { kind: 'set-generated', table: users, column: 'age_doubled', from: ageDoubled.generated!, to: undefined } },
  },
  'set-column-option': {
    what: 'Sets statistics target, storage or compression of a column.',
    samples: {
      'a statistics target': {
        kind: 'set-column-option',
        table: users,
        column: 'email',
        option: 'statistics',
        from: undefined,
        to: '1000',
      },
    },
  },
  'create-sync-trigger': {
    what: 'Keeps two columns equal, in both directions, while two application versions run.',
    samples: { 'a pair': { kind: 'create-sync-trigger', ...pair } },
  },
  'drop-sync-trigger': { what: 'Ends keeping two columns equal.', samples: { 'a pair': { kind: 'drop-sync-trigger', ...pair } } },
  'create-fill-trigger': {
    what: 'Fills a column that the old application does not know.',
    samples: { 'a column': { kind: 'create-fill-trigger', ...fill } },
  },
  'drop-fill-trigger': { what: 'Ends filling a column by trigger.', samples: { 'a column': { kind: 'drop-fill-trigger', ...fill } } },
  backfill: {
    what: 'Updates existing rows in small batches in key order; it may be stopped and run again at any time.',
    samples: {
      'by primary key': {
        kind: 'backfill',
        table: users,
        set: [{ column: 'name', expression: 'email' }],
        where: 'name IS NULL',
        key: ['id'],
      },
    },
  },
}
