import { keyOf, type Name } from '../../model/name.ts'
import type { Plan } from '../../plan/plan.ts'
import type { Step } from '../../steps/step.ts'

/** Something a plan makes, changes or drops on its way, that a tool which compares models with the database would stumble over. */
export interface InFlight {
  readonly table: Name
  /** Of a column, constraint or index; the table's own where the table comes, goes or is renamed. */
  readonly name: string
}

/** Everything of that kind in the plan, each once, in the order of its files. */
export function inFlight({ stages }: Plan): readonly InFlight[] {
  const found = stages.flatMap(({ units }) => units.flatMap(({ up }) => up.statements.flatMap(({ step }) => touchedBy(step))))
  return [...new Map(found.map(each => [JSON.stringify([keyOf(each.table), each.name]), each])).values()]
}

function touchedBy(step: Step): readonly InFlight[] {
  const on = (table: Name, ...names: readonly string[]): readonly InFlight[] => names.map(name => ({ table, name }))
  switch (step.kind) {
    case 'add-column':
    case 'drop-column':
      return on(step.table, step.column.name)
    case 'rename-column':
    case 'rename-constraint':
    case 'rename-index':
      return on(step.table, step.from, step.to)
    case 'alter-column-type':
      return on(step.table, step.from.name)
    case 'set-default':
    case 'set-not-null':
    case 'drop-not-null':
    case 'set-identity':
    case 'set-generated':
      return on(step.table, step.column)
    case 'add-constraint':
    case 'drop-constraint':
      return on(step.table, step.constraint.name)
    case 'create-index':
    case 'drop-index':
      return on(step.table, step.index.name)
    case 'create-table':
    case 'drop-table':
      return on(step.table.name, step.table.name.name)
    case 'rename-table':
      return [...on(step.from, step.from.name), ...on({ ...step.from, name: step.to }, step.to)]
    default:
      return []
  }
}
