import { keyOf } from '../model/name.ts'
import { columnsOfConstraint } from '../model/schema.ts'
import type { Step } from '../steps/step.ts'

/** Steps without those on something that a later one of them takes away whole: nobody drops a table's indexes before the table. */
export const withoutCarried = (steps: readonly Step[]): readonly Step[] =>
  steps.filter((step, at) => !steps.slice(at + 1).some(later => isCarried(step, later)))

const isCarried = (step: Step, later: Step): boolean => {
  const owner = ownerOf(step)
  if (owner === undefined) return false
  if (later.kind === 'drop-table') return keyOf(later.table.name) === owner
  return later.kind === 'drop-column' && keyOf(later.table) === owner && columnsOf(step).includes(later.column.name)
}

/** The table whose part the step removes or sets; nothing where it does more than that. */
const ownerOf = (step: Step): string | undefined => {
  switch (step.kind) {
    case 'drop-column':
    case 'drop-index':
    case 'drop-constraint':
    case 'drop-trigger':
    case 'drop-policy':
    case 'drop-statistics':
    case 'set-default':
    case 'set-not-null':
    case 'drop-not-null':
    case 'set-row-security':
    case 'set-table-options':
    case 'set-column-option':
    case 'set-replica-identity':
    case 'revoke-privileges':
      return keyOf(step.table)
    case 'set-comment':
      return 'table' in step.object ? keyOf(step.object.table) : step.object.on === 'table' ? keyOf(step.object.name) : undefined
    default:
      return undefined
  }
}

/** Columns without any of which the part is gone too. */
const columnsOf = (step: Step): readonly string[] => {
  switch (step.kind) {
    case 'drop-index':
      return step.index.parts.flatMap(({ column }) => column ?? [])
    case 'drop-constraint':
      return columnsOfConstraint(step.constraint)
    case 'set-default':
    case 'set-not-null':
    case 'drop-not-null':
    case 'set-column-option':
      return [step.column]
    case 'revoke-privileges':
      return step.column === undefined ? [] : [step.column]
    case 'set-comment':
      return step.object.on === 'column' ? [step.object.name] : []
    default:
      return []
  }
}
