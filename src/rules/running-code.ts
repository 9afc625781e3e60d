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
  // Behind a view of its old name a table is not met by its new one.
  const renaming = context.steps.slice(0, context.steps.indexOf(at)).find(({ step }) => makes(step, name, undefined))
  if (renaming !== undefined && 'from' in renaming.step && comesBack(context, renaming, renaming.step.from as Name)) return false
  const table = base.tables.get(keyOf(name))
  // Not in the history, or by another name: it may be in use.
  if (table === undefined || column === undefined) return true
  return isTainted(base, name) || table.columns.some(own => own.name === column)
}

/** Does the step bring the table, or the column, into being under that name? */
function makes(step: Step, name: Name, column: string | undefined): boolean {
  if (step.kind === 'rename-table' || step.kind === 'rename-view')
    return column === undefined && keyOf({ ...step.from, name: step.to }) === keyOf(name)
  if (step.kind === 'set-table-schema')
    return column === undefined && keyOf({ name: step.from.name, ...(step.to === undefined ? {} : { schema: step.to }) }) === keyOf(name)
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
          (step.kind === 'create-enum' && keyOf(step.enum.name) === keyOf(name)) ||
          (step.kind === 'create-table' && keyOf(step.table.name) === keyOf(name)) ||
          ((step.kind === 'rename-table' || step.kind === 'rename-view') && keyOf({ ...step.from, name: step.to }) === keyOf(name))),
    )

/** What is renamed takes a name that the same transaction has freed before: it was made to stand in for what had it. */
export const takesOver = ({ steps }: Context, at: Judged, to: Name): boolean =>
  steps
    .slice(0, steps.indexOf(at))
    .some(
      ({ step, block }) =>
        block.id === at.block.id &&
        (((step.kind === 'rename-table' || step.kind === 'rename-view' || step.kind === 'rename-type') && keyOf(step.from) === keyOf(to)) ||
          (step.kind === 'drop-view' && keyOf(step.view.name) === keyOf(to)) ||
          (step.kind === 'drop-table' && keyOf(step.table.name) === keyOf(to)) ||
          (step.kind === 'drop-enum' && keyOf(step.enum.name) === keyOf(to))),
    )

/** Is there a limit to how long the statement waits for its lock? */
export const isLimited = ({ settings: { lockTimeout } }: Judged): boolean => lockTimeout !== undefined && lockTimeout > 0
