import { keyOf } from '../model/name.ts'
import type { Block } from '../plan/plan.ts'
import type { Step } from '../steps/step.ts'
import { blockOf, type Group } from './blocks.ts'

/**
 * The blocks of a way back, which may be cut off anywhere and run again. It renames what stands where it then makes the old object
 * anew: there, the old name is no sign that the renaming is still to be done.
 */
export const blocksBack = (groups: readonly Group[]): readonly Block[] => {
  const steps = groups.flatMap(({ placed }) => placed.map(({ draft }) => draft.step))
  let at = 0
  return groups.map(group => {
    const block = blockOf(group)
    const statements = block.statements.map((statement, n) => {
      at += 1
      const from = renamedFrom(statement.step)
      if (from === undefined || !steps.slice(at).some(step => namesMade(step).includes(from))) return statement
      const { engine, schema } = group.placed[n]!.before
      const arrived = engine.sql(statement.step, schema).map(({ arrivedWhen }) => arrivedWhen)
      return { ...statement, sql: statement.sql.map((sql, i) => (arrived[i] === undefined ? sql : { ...sql, doneWhen: arrived[i] })) }
    })
    return { ...block, statements }
  })
}

const renamedFrom = (step: Step): string | undefined =>
  step.kind === 'rename-index' || step.kind === 'rename-constraint'
    ? step.from
    : step.kind === 'rename-type' || step.kind === 'rename-view'
      ? step.from.name
      : undefined

const namesMade = (step: Step): readonly string[] => {
  switch (step.kind) {
    case 'create-index':
      return [step.index.name]
    case 'add-constraint':
      return [step.constraint.name]
    case 'create-enum':
      return [step.enum.name.name]
    case 'create-domain':
      return [step.domain.name.name]
    case 'create-view':
      return [step.view.name.name, ...(step.view.indexes ?? []).map(({ name }) => name)]
    case 'rename-index':
    case 'rename-constraint':
    case 'rename-type':
    case 'rename-view':
      return [step.to]
    default:
      return []
  }
}

/** What only the column has, and what goes with it: set on a column that the same way back drops, it would stop a second run. */
export const goesWithColumn = (step: Step, dropped: readonly Step[]): boolean => {
  const column = ownColumn(step)
  return column !== undefined && dropped.some(each => each.kind === 'drop-column' && `${keyOf(each.table)}.${each.column.name}` === column)
}

const ownColumn = (step: Step): string | undefined => {
  if (step.kind === 'set-default' || step.kind === 'set-column-option') return `${keyOf(step.table)}.${step.column}`
  if (step.kind === 'revoke-privileges' && step.column !== undefined) return `${keyOf(step.table)}.${step.column}`
  if (step.kind === 'set-comment' && step.object.on === 'column') return `${keyOf(step.object.table)}.${step.object.name}`
  return undefined
}
