import { Entries } from '../../model/entries.ts'
import { nameOf } from '../../model/name.ts'
import {
  emptySchema,
  type Check,
  type Column,
  type Domain,
  type Enum,
  type ForeignKey,
  type Index,
  type Routine,
  type Schema,
  type Sequence,
  type Table,
  type Trigger,
  type Unique,
  type View,
} from '../../model/schema.ts'

/** A small shop: every step has something to act on, and everything is given by name. */
export const [users, orders, events] = [nameOf('users'), nameOf('orders'), nameOf('events')]

const bigint = { kind: 'bigint', native: 'bigint' } as const
const text = { kind: 'text', native: 'text' } as const
const date = { kind: 'date', native: 'date' } as const

export const id: Column = { name: 'id', type: bigint, nullable: false }
export const email: Column = { name: 'email', type: text, nullable: true }
export const name: Column = { name: 'name', type: text, nullable: true }
export const age: Column = { name: 'age', type: { kind: 'integer', native: 'integer' }, nullable: true }
export const ageDoubled: Column = {
  name: 'age_doubled',
  type: bigint,
  nullable: true,
  generated: { expression: '(age * 2)', stored: true },
}

export const emailIndex: Index = { name: 'users_email_idx', parts: [{ column: 'email' }], unique: false, valid: true }
export const emailKey: Unique = { kind: 'unique', name: 'users_email_key', columns: ['email'] }
export const ageCheck: Check = { kind: 'check', name: 'users_age_check', expression: 'age >= 0', validated: false }
export const ordersKey: ForeignKey = {
  kind: 'foreign-key',
  name: 'orders_user_id_fkey',
  columns: ['user_id'],
  references: users,
  referencedColumns: ['id'],
  validated: false,
}

export const stamp: Routine = {
  name: nameOf('stamp'),
  arguments: '',
  kind: 'function',
  definition: 'CREATE OR REPLACE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$',
}
export const stampTrigger: Trigger = {
  name: 'users_stamp',
  definition: 'CREATE TRIGGER users_stamp BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION stamp()',
  function: stamp.name,
  columns: [],
  enabled: 'origin',
}
export const adults: View = {
  name: nameOf('adults'),
  query: 'SELECT id, email FROM users WHERE age >= 18',
  materialized: false,
  reads: { users: ['id', 'email', 'age'] },
  columns: ['id', 'email'],
}
export const totals: View = {
  name: nameOf('totals'),
  query: 'SELECT user_id, count(*) AS orders FROM orders GROUP BY user_id',
  materialized: true,
  reads: { orders: ['user_id'] },
  columns: ['user_id', 'orders'],
}
export const state: Enum = { name: nameOf('order_state'), values: ['open', 'paid'] }
export const zip: Domain = { name: nameOf('zip'), type: text, nullable: true, checks: [] }
export const zipCheck: Check = { kind: 'check', name: 'zip_check', expression: "VALUE ~ '^[0-9]{5}$'", validated: false }
export const invoices: Sequence = {
  name: nameOf('invoice_numbers'),
  options: 'INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1 NO CYCLE',
  type: 'bigint',
}

export const usersTable: Table = {
  name: users,
  columns: [id, email, name, age, ageDoubled],
  indexes: [emailIndex],
  triggers: [stampTrigger],
  constraints: [{ kind: 'primary-key', name: 'users_pkey', columns: ['id'] }, ageCheck],
}
const ordersTable: Table = {
  name: orders,
  columns: [
    id,
    { ...id, name: 'user_id' },
    { name: 'state', type: { kind: 'enum', reference: state.name, native: 'order_state' }, nullable: true },
  ],
  indexes: [],
  constraints: [{ kind: 'primary-key', name: 'orders_pkey', columns: ['id'] }, ordersKey],
}
const eventColumns: readonly Column[] = [id, { name: 'day', type: date, nullable: false }]
const eventsTable: Table = {
  name: events,
  columns: eventColumns,
  constraints: [],
  indexes: [],
  partitioning: { strategy: 'range', key: 'day', columns: ['day'] },
}

export const partition = nameOf('events_2026')
export const partitionOf = { parent: events, bounds: "FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')" }
const partitionTable: Table = { name: partition, columns: eventColumns, constraints: [], indexes: [] }

/** What a step that adds something meets: the table without it is close enough for what it locks. */
export const sampleSchema: Schema = {
  ...emptySchema,
  tables: Entries.of({ users: usersTable, orders: ordersTable, events: eventsTable, events_2026: partitionTable }),
  views: Entries.of({ adults, totals }),
  enums: Entries.of({ order_state: state }),
  domains: Entries.of({ zip: { ...zip, checks: [zipCheck] } }),
  sequences: Entries.of({ invoice_numbers: invoices }),
  routines: Entries.of({ stamp }),
}
