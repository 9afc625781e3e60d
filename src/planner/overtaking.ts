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
    for (const [key, table] of schema.tables.entries()) {
      const own = names.get(key) ?? new Set()
      for (const column of table.columns) own.add(column.name)
      names.set(key, own)
    }
  return names
}

/** Steps that change no row and no column: they may stand before or after each other. */
const reading: ReadonlySet<Step['kind']> = new Set([
  'create-index',
  'drop-index',
  'rename-index',
  'add-constraint',
  'validate-constraint',
  'drop-constraint',
  'rename-constraint',
  'set-comment',
  'create-statistics',
  'drop-statistics',
  'grant-privileges',
  'revoke-privileges',
] as const)

/** What a step writes, of all that it names. */
const written = (step: Step): unknown =>
  reading.has(step.kind) ? [] : step.kind === 'backfill' ? step.set.map(({ column }) => column) : step

/** Columns as `users.name`: rather one too many than one too few. */
interface Touched {
  readonly all: ReadonlySet<string>
  readonly changed: ReadonlySet<string>
}

const touchedBy = ({ steps }: StageDraft, names: ColumnNames): Touched => {
  const columnsIn = (part: (step: Step) => unknown): ReadonlySet<string> =>
    new Set(
      steps.flatMap(({ step }) => {
        const table = tableOf(step)
        const key = table === undefined ? '' : keyOf(table)
        const known = names.get(key)
        return known === undefined
          ? []
          : wordsIn(part(step))
              .filter(word => known.has(word))
              .map(word => `${key}.${word}`)
      }),
    )
  return { all: columnsIn(step => step), changed: columnsIn(written) }
}

const meet = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => [...a].some(each => b.has(each))

/** Does a change's stage come to stand before one of these earlier changes that it has a column in common with? */
export type Overtakes = (later: Scheduled, earlier: readonly Scheduled[]) => boolean

/**
 * The catalog may bear one change going before another, and the rows not: `make b required` fills b behind a gate, `rename b
 * to c` copies b without one and takes it to be filled. Reading the same column is no harm.
 *
 * @param schemas before, between and after the changes
 */
export const overtaking = (schemas: readonly Schema[]): Overtakes => {
  const names = columnNames(schemas)
  const known = new Map<StageDraft, Touched>()
  const touched = (stage: StageDraft): Touched => {
    const found = known.get(stage) ?? touchedBy(stage, names)
    known.set(stage, found)
    return found
  }
  const clash = (a: Touched, b: Touched): boolean => meet(a.changed, b.all) || meet(b.changed, a.all)
  const passes = (later: Slotted, earlier: Slotted): boolean =>
    isBefore(later.slot, earlier.slot) && clash(touched(later.stage), touched(earlier.stage))
  return (later, earlier) => earlier.some(change => slotted(change).some(passed => slotted(later).some(stage => passes(stage, passed))))
}
