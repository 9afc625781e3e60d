import type { ConstraintStep } from '../../steps/shapes/constraint.ts'
import type { StepEntries } from './entry.ts'
import { ageCheck, emailIndex, emailKey, events, orders, ordersKey, partition, users } from './sample-schema.ts'

const unique = { ...emailIndex, name: emailKey.name, unique: true }
const validated = { ...ageCheck, validated: true }

export const constraintSteps: StepEntries<ConstraintStep['kind']> = {
  'add-constraint': {
    what: 'Adds a constraint. NOT VALID reads no row; a ready unique index spares the build.',
    samples: {
      'a check, validated at once': { kind: 'add-constraint', table: users, constraint: validated },
      'a check, not valid yet': { kind: 'add-constraint', table: users, constraint: ageCheck },
      'a foreign key, validated at once': { kind: 'add-constraint', table: orders, constraint: { ...ordersKey, validated: true } },
      'a foreign key, not valid yet': { kind: 'add-constraint', table: orders, constraint: ordersKey },
      'unique, building its index': { kind: 'add-constraint', table: users, constraint: emailKey },
      'unique, using a ready index': { kind: 'add-constraint', table: users, constraint: emailKey, usingIndex: unique },
    },
  },
  'drop-constraint': {
    what: 'Drops a constraint. A foreign key locks the table it points at too.',
    samples: {
      'a check': { kind: 'drop-constraint', table: users, constraint: validated },
      'a foreign key': { kind: 'drop-constraint', table: orders, constraint: { ...ordersKey, validated: true } },
    },
  },
  'validate-constraint': {
    what: 'Proves a constraint that was added NOT VALID: reads every row while the application goes on.',
    samples: {
      'a check': { kind: 'validate-constraint', table: users, constraint: ageCheck },
      'a foreign key': { kind: 'validate-constraint', table: orders, constraint: ordersKey },
    },
  },
  'rename-constraint': {
    what: 'Renames a constraint; code that names it (ON CONFLICT ON CONSTRAINT, error handling) notices.',
    samples: { 'a check': { kind: 'rename-constraint', table: users, from: ageCheck.name, to: 'users_age_positive' } },
  },
  'set-constraint-deferrable': {
    what: 'Changes when a foreign key is checked.',
    samples: {
      'a foreign key': { kind: 'set-constraint-deferrable', table: orders, constraint: ordersKey.name, from: undefined, to: 'deferrable' },
    },
  },
  'create-index': {
    what: 'Builds an index. CONCURRENTLY lets writes go on, and cannot stand in a transaction.',
    samples: {
      concurrently: { kind: 'create-index', table: users, index: emailIndex, online: true },
      plainly: { kind: 'create-index', table: users, index: emailIndex, online: false },
    },
  },
  'drop-index': {
    what: 'Drops an index.',
    samples: {
      concurrently: { kind: 'drop-index', table: users, index: emailIndex, online: true },
      plainly: { kind: 'drop-index', table: users, index: emailIndex, online: false },
    },
  },
  'rename-index': {
    what: 'Renames an index.',
    samples: { 'an index': { kind: 'rename-index', table: users, from: emailIndex.name, to: 'users_email_lookup' } },
  },
  'attach-index': {
    what: 'Makes a partition’s index part of its parent’s.',
    samples: {
      'an index': { kind: 'attach-index', parent: events, index: 'events_day_idx', partition, partitionIndex: 'events_2026_day_idx' },
    },
  },
}
