import type { Plan } from '../../plan/plan.ts'
import { headings } from './headings.ts'
import { prose, tableHead } from './text.ts'

type Cell = Plan['compatibility'][number]
const versions: readonly Cell['version'][] = ['old', 'new', 'rolled back']

/** Which application version may run after which stage, and why each cell holds. */
export function matrix(plan: Plan): readonly string[] {
  if (plan.compatibility.length === 0) return []
  const states = [...new Set(plan.compatibility.map(({ stage }) => stage))].toSorted((a, b) => a - b)
  const at = (stage: number, version: Cell['version']): readonly Cell[] =>
    plan.compatibility.filter(each => each.stage === stage && each.version === version)
  return [
    `## ${headings.matrix}`,
    '',
    ...tableHead('Once it has run', 'Old version', 'New version', 'New, rolled back to old'),
    ...states.map(
      stage => `| stage ${stage + 1}${phaseAt(plan, stage)} | ${versions.map(version => verdict(at(stage, version))).join(' | ')} |`,
    ),
  ]
}

const phaseAt = (plan: Plan, stage: number): string => (plan.stages[stage] === undefined ? '' : ` (${plan.stages[stage].phase})`)

function verdict(cells: readonly Cell[]): string {
  if (cells.length === 0) return ''
  const holds = cells.every(each => each.holds)
  const reasons = [...new Set(cells.filter(each => each.holds === holds).map(each => each.because))]
  return `${holds ? '✅ runs:' : '❌ **fails:**'} ${prose(reasons.join('; '))}`
}
