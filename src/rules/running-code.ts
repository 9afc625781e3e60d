import { keyOf, type Name } from '../model/name.ts'
import type { Schema } from '../model/schema.ts'
import type { Step } from '../steps/step.ts'
import type { Judged } from './judge.ts'
import type { Context } from './rule.ts'

export const isTainted = ({ tainted }: Schema, name: Name): boolean => tainted.includes('*') || tainted.includes(keyOf(name))

/** May code that runs name the table, or the column of it? What the same migration or batch has made it cannot know. */
export function isKnownToCode(context: Context, at: Judged, name: Name, column?: string): boolean {
  const { base, replayed, way } = context
  if (!at.isLive(name)) return false
  const earlier = way === 'up' ? replayed.up.slice(0, context.steps.indexOf(at)) : replayed.up
  if (earlier.some(({ step }) => makes(step, name, column))) return false
  const table = base.tables[keyOf(name)]
  // Not in the history, or by another name: it may be in use.
  if (table === undefined || column === undefined) return true
  return isTainted(base, name) || table.columns.some(own => own.name === column)
}

/** Does the step bring the table, or the column, into being under that name? */
function makes(step: Step, name: Name, column: string | undefined): boolean {
  if (step.kind === 'rename-table') return column === undefined && keyOf({ ...step.from, name: step.to }) === keyOf(name)
  if (step.kind === 'add-column') return step.column.name === column && keyOf(step.table) === keyOf(name)
  return step.kind === 'rename-column' && step.to === column && keyOf(step.table) === keyOf(name)
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
