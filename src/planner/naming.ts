import type { Statement } from '../plan/plan.ts'
import type { Step } from '../steps/step.ts'

/** Lower-case words and digits joined by underscores, at most 60 characters. */
export const slugOf = (text: string): string =>
  text.normalize('NFKD').toLowerCase().replace(/[^a-z0-9]+/g, '_').replace(/^_+|_+$/g, '').slice(0, 60).replace(/_+$/, '') || 'change'

/** File names as a senior developer would choose them, where the generic description reads clumsily. */
const phrase = (step: Step, description: string): string => {
  switch (step.kind) {
    case 'add-column': return `add ${step.column.name} to ${step.table.name}`
    case 'drop-column': return `drop ${step.column.name} from ${step.table.name}`
    case 'create-index': return `create ${step.index.name}`
    case 'drop-index': return `drop ${step.index.name}`
    case 'add-constraint': return `add ${step.constraint.name}`
    case 'validate-constraint': return `validate ${step.constraint.name}`
    case 'set-not-null': return `require ${step.table.name} ${step.column}`
    case 'drop-sync-trigger': case 'create-sync-trigger': return `${step.kind === 'drop-sync-trigger' ? 'stop syncing' : 'sync'} ${step.table.name} ${step.pairs.map(p => `${p.from} ${p.to}`).join(' ')}`
    default: return description
  }
}

/** The statement a unit is named after: what creates or removes something, before what accompanies it. */
const accompanies: readonly Step['kind'][] = ['drop-sync-trigger', 'drop-fill-trigger', 'set-default', 'set-comment', 'rename-constraint', 'rename-index', 'drop-not-null']

export const unitSlug = (statements: readonly Statement[], taken: ReadonlySet<string>): string => {
  const main = statements.find(s => !accompanies.includes(s.step.kind)) ?? statements[0]!
  const slug = slugOf(phrase(main.step, main.description))
  if (!taken.has(slug)) return slug
  let number = 2
  while (taken.has(`${slug}_${number}`)) number += 1
  return `${slug}_${number}`
}

export const unitTitle = (statements: readonly Statement[]): string => [...new Set(statements.map(s => s.description))].join('; ')
