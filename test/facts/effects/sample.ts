import type { Name } from '../../../src/model/name.ts'
import type { Check, Column, Constraint, ForeignKey, Index, Schema, Table, View } from '../../../src/model/schema.ts'
import type { LockMode } from '../../../src/model/effects.ts'
import type { StepKind, StepOf } from '../../../src/steps/step.ts'
import { parseType } from '../../../src/engines/postgres/types.ts'

export interface Sample<K extends StepKind> {
  /** What is special about it; unique within its kind. */
  readonly name: string
  /** SQL on top of the common tables. */
  readonly given?: string
  readonly step: (schema: Schema) => StepOf<K>
  /** A step whose statements make the thing this one works on. */
  readonly first?: (schema: Schema) => StepOf<StepKind>
  /** First and last major the server can do `given` on. */
  readonly from?: number
  readonly until?: number
  /** What stands in the way of a statement outside a transaction, so that its locks can be seen. */
  readonly hold?: readonly { readonly relation: string; readonly mode: LockMode }[]
}

/** At least one sample of every kind that a server runs: a kind left out does not compile. */
export type Samples<K extends StepKind> = {
  readonly [Kind in K]: Kind extends 'run-code' ? readonly [] : readonly [Sample<Kind>, ...Sample<Kind>[]]
}

/** Two tables with rows and, by `given`, everything else. */
export const common = `
  CREATE TABLE accounts (id bigint PRIMARY KEY, name text);
  CREATE TABLE users (id bigint PRIMARY KEY, name varchar(20), email text, age integer, account_id bigint, born timestamp(3));
  INSERT INTO accounts SELECT i, 'account ' || i FROM generate_series(1, 50) i;
  INSERT INTO users SELECT i, 'user ' || i, i || '@example.org', i, i, '2020-01-01' FROM generate_series(1, 50) i;`

/** A table by range with two partitions and a default one; its parent has rows in all. */
export const partitioned = `
  CREATE TABLE events (id bigint NOT NULL, at date NOT NULL, kind varchar(20), account_id bigint) PARTITION BY RANGE (at);
  CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2024-02-01');
  CREATE TABLE events_2 PARTITION OF events FOR VALUES FROM ('2024-02-01') TO ('2024-03-01');
  INSERT INTO events SELECT i, date '2024-01-01' + i, 'x', i FROM generate_series(1, 50) i;`
export const withDefault = `${partitioned}
  CREATE TABLE events_other PARTITION OF events DEFAULT;
  INSERT INTO events VALUES (1000, '2030-01-01', 'x', 1);`

export const users: Name = { name: 'users' }
export const accounts: Name = { name: 'accounts' }
export const events: Name = { name: 'events' }

const found = <T>(thing: T | undefined, what: string): T => {
  if (thing === undefined) throw new Error(`the sample's schema has no ${what}`)
  return thing
}
export const tableOf = (schema: Schema, name = 'users'): Table => found(schema.tables.get(name), name)
export const viewOf = (schema: Schema, name: string): View => found(schema.views.get(name), name)
export const columnOf = (schema: Schema, column: string, table = 'users'): Column =>
  found(
    tableOf(schema, table).columns.find(one => one.name === column),
    column,
  )
export const constraintOf = (schema: Schema, name: string, table = 'users'): Constraint =>
  found(
    tableOf(schema, table).constraints.find(one => one.name === name),
    name,
  )
export const indexOf = (schema: Schema, name: string, table = 'users'): Index =>
  found(
    tableOf(schema, table).indexes.find(one => one.name === name),
    name,
  )

export const newColumn = (name: string, type: string, schema: Schema, more: Partial<Column> = {}): Column => ({
  name,
  type: parseType(type, schema),
  nullable: true,
  ...more,
})
export const newIndex = (name: string, column: string, more: Partial<Index> = {}): Index => ({
  name,
  parts: [{ column }],
  unique: false,
  valid: true,
  ...more,
})
export const newCheck = (name: string, expression: string, validated: boolean): Check => ({ kind: 'check', name, expression, validated })
export const newForeignKey = (name: string, column: string, references: Name, validated: boolean): ForeignKey => ({
  kind: 'foreign-key',
  name,
  columns: [column],
  references,
  referencedColumns: ['id'],
  validated,
})
