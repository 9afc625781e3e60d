import type { Table } from '../model/schema.ts'
import { quoted } from './lexical.ts'
import type { Step } from './step.ts'

const using = (index: string): string => `USING INDEX ${quoted(index)}`

/** A dropped index leaves the table without replica identity. */
export const withoutIdentityOf = (table: Table, gone: readonly string[]): Table =>
  gone.some(name => table.replicaIdentity === using(name)) ? { ...table, replicaIdentity: undefined } : table

/** The step that names one of these indexes as replica identity again, if one was. */
export const identityBack = (before: Table | undefined, gone: readonly string[]): readonly Step[] =>
  before === undefined || withoutIdentityOf(before, gone) === before
    ? []
    : [{ kind: 'set-replica-identity', table: before.name, from: undefined, to: before.replicaIdentity }]

export const withIdentityRenamed = (table: Table, from: string, to: string): Table =>
  table.replicaIdentity === using(from) ? { ...table, replicaIdentity: using(to) } : table
