import type { StageDraft } from '../changes/recipe.ts'
import { keyOf, type Name } from '../model/name.ts'
import type { Schema } from '../model/schema.ts'
import type { Step } from '../steps/step.ts'
import { isBefore, type Scheduled, type Slotted, slotted } from './schedule.ts'

/** Names of a step's own kind of thing, or of the rows' key: no column is touched by being told apart by it. */
const apart: readonly string[] = ['kind', 'key', 'native', 'grade']

/** Every word that stands in the step's values, SQL text included. */
const wordsIn = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value, ...(value.match(/[\p{L}_][\p{L}\p{N}_$]*/gu) ?? [])]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, item]) => (apart.includes(key) ? [] : wordsIn(item)))
}

const tableOf = (step: Step): Name | undefined =>
  'table' in step ? ('name' in step.table && 'columns' in step.table ? step.table.name : (step.table as Name)) : undefined

/** Column names a table has at the start or comes to have, by the table's key. */
type ColumnNames = ReadonlyMap<string, ReadonlySet<string>>

const columnNames = (schemas: readonly Schema[]): ColumnNames => {
  const names = new Map<string, Set<string>>()
  for (const schema of schemas)
    for (const [key, table] of Object.entries(schema.tables)) {
      const own = names.get(key) ?? new Set()
      for (const column of table.columns) own.add(column.name)
      names.set(key, own)
    }
  return names
}

/** `users.name` of every column the stage's steps may read or change: rather one too many than one too few. */
const touchedBy = (stage: StageDraft, names: ColumnNames): ReadonlySet<string> =>
  new Set(
    stage.steps.flatMap(({ step }) => {
      const table = tableOf(step)
      const key = table === undefined ? undefined : keyOf(table)
      const known = key === undefined ? undefined : names.get(key)
      return known === undefined
        ? []
        : wordsIn(step)
            .filter(word => known.has(word))
            .map(word => `${key}.${word}`)
    }),
  )

const share = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => [...a].some(each => b.has(each))

/**
 * Does a stage of a later change come to stand before one of an earlier change that touches the same column? The catalog may
 * bear that and the rows not: `make b required` fills b behind a gate, `rename b to c` copies b without one and takes it to
 * be filled.
 *
 * @param targets the schema before, between and after the changes
 */
export const overtakes = (scheduled: readonly Scheduled[], targets: readonly Schema[]): boolean => {
  const names = columnNames(targets)
  const changes = scheduled.map(change => slotted(change).map(each => ({ ...each, touched: touchedBy(each.stage, names) })))
  type Touching = Slotted & { readonly touched: ReadonlySet<string> }
  const passes = (earlier: Touching, later: Touching): boolean =>
    isBefore(later.slot, earlier.slot) && share(earlier.touched, later.touched)
  return changes.some((later, at) =>
    changes.slice(0, at).some(earlier => earlier.some(passed => later.some(stage => passes(passed, stage)))),
  )
}
