import type { Statement } from '../plan/plan.ts'
import type { Step } from '../steps/step.ts'

/** Lower-case words and digits joined by underscores, at most 60 characters. */
export const slugOf = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 60)
    .replace(/_+$/, '') || 'change'

/** File names as a senior developer would choose them, where the generic description reads clumsily. */
const phrase = (step: Step, description: string): string => {
  switch (step.kind) {
    case 'add-column':
      return `add ${step.column.name} to ${step.table.name}`
    case 'drop-column':
      return `drop ${step.column.name} from ${step.table.name}`
    case 'create-index':
      return `create ${step.index.name}`
    case 'drop-index':
      return `drop ${step.index.name}`
    case 'add-constraint':
      return `add ${step.constraint.name}`
    case 'validate-constraint':
      return `validate ${step.constraint.name}`
    case 'set-not-null':
      return `require ${step.table.name} ${step.column}`
    case 'drop-sync-trigger':
    case 'create-sync-trigger':
      return `${step.kind === 'drop-sync-trigger' ? 'stop syncing' : 'sync'} ${step.table.name} ${step.pairs.map(p => `${p.from} ${p.to}`).join(' ')}`
    default:
      return description
  }
}

/** What only accompanies the statement that a unit is named after: it creates or removes something, or makes room for that. */
const accompanies: readonly Step['kind'][] = [
  'drop-sync-trigger',
  'drop-fill-trigger',
  'set-default',
  'set-comment',
  'rename-constraint',
  'rename-index',
  'drop-not-null',
  'set-not-null',
  'drop-constraint',
]

/** Two renames by which one column takes over another's name. */
const swapIn = (
  statements: readonly Statement[],
): { readonly table: string; readonly column: string; readonly copy: string } | undefined => {
  const renames = statements.flatMap(({ step }) => (step.kind === 'rename-column' ? [step] : []))
  const taken = renames.find(into => renames.some(away => away !== into && away.from === into.to))
  return taken && { table: taken.table.name, column: taken.to, copy: taken.from }
}

export const unitSlug = (statements: readonly Statement[], taken: ReadonlySet<string>): string => {
  const swap = swapIn(statements)
  const main = statements.find(s => !accompanies.includes(s.step.kind)) ?? statements[0]!
  const slug = slugOf(swap === undefined ? phrase(main.step, main.description) : `swap ${swap.table} ${swap.column}`)
  if (!taken.has(slug)) return slug
  let number = 2
  while (taken.has(`${slug}_${number}`)) number += 1
  return `${slug}_${number}`
}

/** All that the unit does; a swap, which takes a dozen statements, by what it amounts to. */
export const unitTitle = (statements: readonly Statement[]): string => {
  const swap = swapIn(statements)
  return swap === undefined
    ? [...new Set(statements.map(s => s.description))].join('; ')
    : `swap ${swap.table}.${swap.column} with its copy ${swap.copy}, and all that hangs on it (${statements.length} catalog-only statements)`
}
