import type { Constraint, Index, Table } from '../model/schema.ts'
import type { Inverse, Step } from './step.ts'

export const exact = (...steps: readonly Step[]): Inverse => ({ grade: 'exact', steps })
export const exactBut = (because: string, ...steps: readonly Step[]): Inverse => ({ grade: 'exact', steps, because })
export const leaves = (what: string, ...steps: readonly Step[]): Inverse => ({ grade: 'leaves residue', steps, residue: [{ what }] })

const restoreUnique = (table: Table, constraint: Extract<Constraint, { kind: 'primary-key' | 'unique' }>): readonly Step[] => {
  const index: Index = {
    name: constraint.name,
    parts: constraint.columns.map(column => ({ column })),
    unique: true,
    valid: true,
    include: constraint.include,
    nullsNotDistinct: constraint.kind === 'unique' ? constraint.nullsNotDistinct : undefined,
  }
  return [
    { kind: 'create-index', table: table.name, index, online: true },
    { kind: 'add-constraint', table: table.name, constraint, usingIndex: index },
  ]
}

/**
 * Puts a constraint back on a live table without holding a blocking lock for the work: built or
 * validated apart. Where the server has no such form (exclusion, partitioned parent) in one step.
 */
export const restoreConstraint = (table: Table, constraint: Constraint): readonly Step[] => {
  const add = (changed: Constraint): Step => ({ kind: 'add-constraint', table: table.name, constraint: changed })
  if (table.partitioning !== undefined || constraint.kind === 'exclusion') return [add(constraint)]
  if (constraint.kind === 'primary-key' || constraint.kind === 'unique') return restoreUnique(table, constraint)
  if (!constraint.validated) return [add(constraint)]
  return [add({ ...constraint, validated: false }), { kind: 'validate-constraint', table: table.name, constraint }]
}

/** CONCURRENTLY exists for every table but a partitioned parent. */
export const restoreIndex = (table: Table, index: Index): Step =>
  ({ kind: 'create-index', table: table.name, index, online: table.partitioning === undefined })
