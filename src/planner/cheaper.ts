import { alternativeTo } from '../changes/alternatives.ts'
import type { Change } from '../changes/change.ts'
import { keyOf, type Name } from '../model/name.ts'
import type { Chosen } from './decide.ts'

const tableOf = (change: Change): Name | undefined => {
  if (!('table' in change)) return undefined
  const { table } = change
  return 'columns' in table ? table.name : table
}

/**
 * What would be cheaper than what was chosen for a change: said of nothing that costs no gate, no copy and no scan,
 * and of no table made in the same plan.
 */
export const cheaper = ({ change, candidate, choice: { cost } }: Chosen, created: ReadonlySet<string>): readonly string[] => {
  const table = tableOf(change)
  if ((table !== undefined && created.has(keyOf(table))) || cost.gates + cost.copies + cost.scans === 0) return []
  const alternative = candidate.alternative ?? alternativeTo(change)
  return alternative === undefined ? [] : [alternative]
}
