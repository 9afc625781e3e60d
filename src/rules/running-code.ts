import { keyOf, type Name } from '../model/name.ts'
import type { Schema } from '../model/schema.ts'
import type { Judged } from './judge.ts'
import type { Context } from './rule.ts'

export const isTainted = ({ tainted }: Schema, name: Name): boolean => tainted.includes('*') || tainted.includes(keyOf(name))

/** May code that runs name the table, or the column of it? What the same batch has made it cannot know. */
export function isKnownToCode({ base }: Context, at: Judged, name: Name, column?: string): boolean {
  if (!at.isLive(name)) return false
  const table = base.tables[keyOf(name)]
  // Not in the history, or by another name: it may be in use.
  if (table === undefined || column === undefined) return true
  return isTainted(base, name) || table.columns.some(own => own.name === column)
}

/** Does the same transaction, later, make a relation of that name? Then code finds it there whenever it looks. */
export const comesBack = ({ steps }: Context, at: Judged, name: Name): boolean =>
  steps
    .slice(steps.indexOf(at) + 1)
    .some(
      ({ step, block }) =>
        block.id === at.block.id &&
        ((step.kind === 'create-view' && keyOf(step.view.name) === keyOf(name)) ||
          (step.kind === 'create-table' && keyOf(step.table.name) === keyOf(name)) ||
          (step.kind === 'rename-table' && keyOf({ ...step.from, name: step.to }) === keyOf(name))),
    )

/** Is there a limit to how long the statement waits for its lock? */
export const isLimited = ({ settings: { lockTimeout } }: Judged): boolean => lockTimeout !== undefined && lockTimeout > 0
