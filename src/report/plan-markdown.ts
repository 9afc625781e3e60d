import type { FrameworkId } from '../model/framework.ts'
import type { Plan } from '../plan/plan.ts'
import { checklist } from './markdown/checklist.ts'
import { matrix } from './markdown/matrix.ts'
import { night } from './markdown/night.ts'
import { notes, opening } from './markdown/opening.ts'
import { runbook } from './markdown/runbook.ts'
import { stages } from './markdown/stages.ts'
import type { Quoting } from './watch.ts'

export interface MarkdownOptions {
  /** Whose words the application edits are in; plain words when absent. */
  readonly framework?: FrameworkId
  readonly quoting: Quoting
  readonly now?: Date
  /** Files of long work that is apart from its migration, by unit. */
  readonly jobs?: ReadonlyMap<string, string>
}

/** PLAN.md: the first 25 lines answer a reviewer, the rest carries whoever runs it. */
export function planMarkdown(plan: Plan, { framework, quoting, now, jobs }: MarkdownOptions): string {
  const sections = [
    opening(plan, now),
    stages(plan, framework),
    matrix(plan),
    checklist(plan),
    runbook(plan, quoting, jobs),
    night(plan, quoting),
    notes(plan, now),
  ]
  const text = sections
    .filter(section => section.length > 0)
    .map(section => section.join('\n'))
    .join('\n\n')
  return `${text.replaceAll(/\n{3,}/g, '\n\n')}\n\n---\n\nPlan \`${plan.slug}\`, hash \`${plan.hash.slice(0, 16)}\`.\n`
}
