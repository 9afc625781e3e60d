import type { Change } from '../changes/change.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import { keyOf, type Name } from '../model/name.ts'
import { entriesOf } from '../model/entry-kinds.ts'
import {
  type Column,
  columnIn,
  type Constraint,
  constraintIn,
  type EntryKind,
  type EntryKinds,
  type Index,
  indexIn,
  type Schema,
  type Table,
} from '../model/schema.ts'
import type { CallSite } from './call-site.ts'
import { unknown } from './mistakes.ts'

/** What an operation sees: the schema as all earlier operations of the chain leave it. */
export interface Situation {
  readonly schema: Schema
  readonly site: CallSite
}

export interface TableSituation extends Situation {
  readonly table: Table
}

/** The changes an operation asks for, or what is wrong with it. */
export type Outcome = { readonly changes: readonly Change[] } | { readonly diagnostics: readonly Diagnostic[] }

/** A table operation under the name it has in a change file. */
export type TableOperation = (situation: TableSituation, ...args: never[]) => Outcome
export type SchemaOperation = (situation: Situation, ...args: never[]) => Outcome

export const changes = (...done: readonly Change[]): Outcome => ({ changes: done })
export const wrong = (...diagnostics: readonly Diagnostic[]): Outcome => ({ diagnostics })

/** The changes, unless something was found. */
export const unless = (found: readonly Diagnostic[], ...done: readonly Change[]): Outcome =>
  found.length > 0 ? wrong(...found) : changes(...done)

export const withColumn = ({ table, site }: TableSituation, name: string, then: (column: Column) => Outcome): Outcome => {
  const column = columnIn(table, name)
  return column === undefined
    ? wrong(
        unknown(
          'column',
          keyOf(table.name),
          name,
          table.columns.map(c => c.name),
          site(),
        ),
      )
    : then(column)
}

export const withConstraint = ({ table, site }: TableSituation, name: string, then: (constraint: Constraint) => Outcome): Outcome => {
  const constraint = constraintIn(table, name)
  return constraint === undefined
    ? wrong(
        unknown(
          'constraint',
          keyOf(table.name),
          name,
          table.constraints.map(c => c.name),
          site(),
        ),
      )
    : then(constraint)
}

export const withIndex = ({ table, site }: TableSituation, name: string, then: (index: Index) => Outcome): Outcome => {
  const index = indexIn(table, name)
  return index === undefined
    ? wrong(
        unknown(
          'index',
          keyOf(table.name),
          name,
          table.indexes.map(i => i.name),
          site(),
        ),
      )
    : then(index)
}

export const withEntry = <Kind extends EntryKind>(
  { schema, site }: Situation,
  kind: Kind,
  name: Name,
  then: (entry: EntryKinds[Kind]) => Outcome,
): Outcome => {
  const entries = entriesOf(schema, kind)
  const entry = entries.get(keyOf(name))
  return entry === undefined ? wrong(unknown(kind.slice(0, -1), 'The schema', keyOf(name), entries.keys(), site())) : then(entry)
}
