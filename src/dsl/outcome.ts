import type { Change } from '../changes/change.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import { keyOf, type Name } from '../model/name.ts'
import { columnIn, constraintIn, indexIn, type Column, type Constraint, type Index, type Schema, type Table } from '../model/schema.ts'
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

type RecordOf = 'tables' | 'views' | 'enums' | 'domains' | 'sequences' | 'extensions'

export const withEntry = <R extends RecordOf>(
  { schema, site }: Situation,
  record: R,
  name: Name,
  then: (entry: Schema[R][string]) => Outcome,
): Outcome => {
  const entry = schema[record][keyOf(name)] as Schema[R][string] | undefined
  return entry === undefined
    ? wrong(unknown(record.slice(0, -1), 'The schema', keyOf(name), Object.keys(schema[record]), site()))
    : then(entry)
}
