import { keyOf, type Name } from '../model/name.ts'
import type { Schema } from '../model/schema.ts'
import type { Plan, Stage } from '../plan/plan.ts'
import type { Step } from '../steps/step.ts'

/** What a plan's steps touch, and what depends on that. */
export interface Footprint {
  /** Keys of tables, views, sequences, types and functions. */
  readonly objects: ReadonlySet<string>
  /** Keys of tables the steps change themselves: what another plan must not change meanwhile. */
  readonly tables: ReadonlySet<string>
}

const isName = (value: object): value is Name => 'name' in value && typeof value.name === 'string'

/** Keys of all names in a step's values; rather one too many (an index has a name too) than one too few. */
export const keysIn = (value: unknown): readonly string[] => {
  if (typeof value !== 'object' || value === null) return []
  const own = isName(value) ? [keyOf(value)] : []
  const touched = 'touches' in value && Array.isArray(value.touches) ? (value.touches as readonly string[]) : []
  const read = 'reads' in value && typeof value.reads === 'object' && value.reads !== null ? Object.keys(value.reads) : []
  return [...own, ...touched, ...read, ...Object.values(value).flatMap(keysIn)]
}

export const stepsOf = (stages: readonly Stage[]): readonly Step[] =>
  stages.flatMap(({ units }) => units.flatMap(({ up }) => up.statements.map(({ step }) => step)))

/** The tables that a step changes, under the names they have before and after it. */
const changedBy = (step: Step): readonly string[] => {
  if (step.kind === 'rename-table') return [keyOf(step.from), keyOf({ ...step.from, name: step.to })]
  if (step.kind === 'set-table-schema')
    return [keyOf(step.from), keyOf(step.to === undefined ? { name: step.from.name } : { name: step.from.name, schema: step.to })]
  if (step.kind === 'create-table' || step.kind === 'drop-table') return [keyOf(step.table.name)]
  return 'table' in step && !('columns' in step.table) ? [keyOf(step.table)] : []
}

/**
 * Relations, types and functions that the steps of these stages touch, and those that depend on the tables they change: views,
 * tables that reference them, sequences and types of their columns.
 *
 * @param schemas those the plan leads through: at least the one it starts from
 */
export const footprintOf = (stages: Plan['stages'], schemas: readonly Schema[]): Footprint => {
  const steps = stepsOf(stages)
  const tables = new Set(steps.flatMap(changedBy))
  const objects = new Set([...tables, ...steps.flatMap(keysIn)])
  for (const schema of schemas) for (const key of dependentsOn(tables, schema)) objects.add(key)
  return { objects, tables }
}

export const dependentsOn = (tables: ReadonlySet<string>, schema: Schema): readonly string[] => {
  const reads = (record: Readonly<Record<string, unknown>> = {}): boolean => Object.keys(record).some(key => tables.has(key))
  return [
    ...schema.views.entries().flatMap(([key, view]) => (reads(view.reads) ? [key] : [])),
    ...schema.routines.entries().flatMap(([key, routine]) => (reads(routine.reads) ? [key] : [])),
    ...schema.sequences.entries().flatMap(([key, { ownedBy }]) => (ownedBy !== undefined && tables.has(keyOf(ownedBy.table)) ? [key] : [])),
    ...schema.tables.entries().flatMap(([key, table]) => {
      const references = table.constraints.flatMap(each => (each.kind === 'foreign-key' ? [keyOf(each.references)] : []))
      if (!tables.has(key)) return references.some(each => tables.has(each)) ? [key] : []
      return [
        ...references,
        ...table.columns.flatMap(({ type }) => keysIn(type)),
        ...(table.triggers ?? []).map(each => keyOf(each.function)),
        ...(table.partitionOf === undefined ? [] : [keyOf(table.partitionOf.parent)]),
      ]
    }),
  ]
}
