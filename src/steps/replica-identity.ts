import type { Table } from '../model/schema.ts'
import { quoted } from './lexical.ts'

const using = (index: string): string => `USING INDEX ${quoted(index)}`

/** A dropped index leaves the table without replica identity. */
export const withoutIdentityOf = (table: Table, gone: readonly string[]): Table =>
  gone.some(name => table.replicaIdentity === using(name)) ? { ...table, replicaIdentity: undefined } : table

export const withIdentityRenamed = (table: Table, from: string, to: string): Table =>
  table.replicaIdentity === using(from) ? { ...table, replicaIdentity: using(to) } : table
