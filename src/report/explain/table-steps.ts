import { nameOf } from '../../model/name.ts'
import type { TableStep } from '../../steps/shapes/table.ts'
import type { StepEntries } from './entry.ts'
import { orders, partition, partitionOf, stampTrigger, users, usersTable } from './sample-schema.ts'

const grant = { grantee: 'reports', privileges: ['SELECT'] }
const policy = { name: 'own_rows', command: 'all', permissive: true, roles: ['public'], using: 'id = 1' } as const
const statistics = {
  name: 'users_age_name',
  definition: 'CREATE STATISTICS users_age_name ON age, name FROM users',
  columns: ['age', 'name'],
}
const fresh = { ...usersTable, name: nameOf('members'), indexes: [], triggers: [] }

export const tableSteps: StepEntries<TableStep['kind']> = {
  'create-table': {
    what: 'Creates a table; nobody knows it yet, so nothing waits.',
    samples: { 'a table': { kind: 'create-table', table: fresh } },
  },
  'drop-table': { what: 'Drops a table with all that stands on it.', samples: { 'a table': { kind: 'drop-table', table: usersTable } } },
  'rename-table': {
    what: 'Renames a table at once; a view with the old name keeps old code running.',
    samples: { 'a table': { kind: 'rename-table', from: users, to: 'accounts' } },
  },
  'set-table-schema': {
    what: 'Moves a table to another schema.',
    samples: { 'a table': { kind: 'set-table-schema', from: users, to: 'crm' } },
  },
  'set-table-options': {
    what: 'Sets storage parameters.',
    samples: { fillfactor: { kind: 'set-table-options', table: users, from: undefined, to: 'fillfactor=70' } },
  },
  'set-replica-identity': {
    what: 'Says what logical replication sends to name a row.',
    samples: { full: { kind: 'set-replica-identity', table: users, from: undefined, to: 'full' } },
  },
  'set-owner': {
    what: 'Gives a table to another role.',
    samples: { 'a table': { kind: 'set-owner', table: users, from: 'app', to: 'platform' } },
  },
  'set-comment': {
    what: 'Sets or drops a comment.',
    samples: {
      'on a table': { kind: 'set-comment', object: { on: 'table', name: users }, from: undefined, to: 'people' },
      'on a column': { kind: 'set-comment', object: { on: 'column', table: users, name: 'email' }, from: undefined, to: 'lower case' },
    },
  },
  'grant-privileges': {
    what: 'Grants privileges on a table or a column.',
    samples: { 'on a table': { kind: 'grant-privileges', table: users, grant } },
  },
  'revoke-privileges': { what: 'Takes privileges away.', samples: { 'on a table': { kind: 'revoke-privileges', table: users, grant } } },
  'create-policy': {
    what: 'Creates a row-level security policy.',
    samples: { 'a policy': { kind: 'create-policy', table: users, policy } },
  },
  'drop-policy': { what: 'Drops a row-level security policy.', samples: { 'a policy': { kind: 'drop-policy', table: users, policy } } },
  'set-row-security': {
    what: 'Turns row-level security on or off.',
    samples: { on: { kind: 'set-row-security', table: users, from: undefined, to: 'enabled' } },
  },
  'create-trigger': {
    what: 'Creates a trigger.',
    samples: { 'a trigger': { kind: 'create-trigger', table: users, trigger: stampTrigger } },
  },
  'drop-trigger': { what: 'Drops a trigger.', samples: { 'a trigger': { kind: 'drop-trigger', table: users, trigger: stampTrigger } } },
  'set-trigger-enabled': {
    what: 'Enables or disables a trigger.',
    samples: { disabled: { kind: 'set-trigger-enabled', table: users, trigger: stampTrigger.name, from: 'origin', to: 'disabled' } },
  },
  'create-statistics': {
    what: 'Creates extended statistics.',
    samples: { 'on two columns': { kind: 'create-statistics', table: users, statistics } },
  },
  'drop-statistics': {
    what: 'Drops extended statistics.',
    samples: { 'on two columns': { kind: 'drop-statistics', table: users, statistics } },
  },
  'set-publication': {
    what: 'Adds a table to a publication, takes it out, or changes its columns there.',
    samples: { added: { kind: 'set-publication', table: orders, publication: 'changes', from: undefined, to: { name: 'changes' } } },
  },
  'attach-partition': {
    what: 'Makes a table a partition; a validated check on the bounds spares the scan.',
    samples: { 'a table': { kind: 'attach-partition', table: partition, partitionOf } },
  },
  'detach-partition': {
    what: 'Makes a partition a table of its own.',
    samples: {
      concurrently: { kind: 'detach-partition', table: partition, partitionOf, online: true },
      plainly: { kind: 'detach-partition', table: partition, partitionOf, online: false },
    },
  },
}
