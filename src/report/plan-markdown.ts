import type { FrameworkId } from '../model/framework.ts'
import type { Plan, Unit } from '../plan/plan.ts'
import type { Undo } from '../plan/undo.ts'
import { checklist } from './markdown/checklist.ts'
import { matrix } from './markdown/matrix.ts'
import { night } from './markdown/night.ts'
import { notes, opening } from './markdown/opening.ts'
import { quiet } from './markdown/quiet.ts'
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
  /** How the framework's own command undoes units, from the last to the first. */
  readonly undo?: (units: readonly Unit[]) => Undo
}

/** PLAN.md: the first 25 lines answer a reviewer, the rest carries whoever runs it. */
export function planMarkdown(plan: Plan, { framework, quoting, now, jobs, undo }: MarkdownOptions): string {
  const sections = [
    opening(plan, { framework, now }),
    stages(plan, framework),
    matrix(plan),
    checklist(plan),
    runbook(plan, quoting, jobs),
    night(plan, quoting, undo),
    quiet(plan, framework),
    notes(plan, { framework, now }),
  ]
  const text = sections
    .filter(section => section.length > 0)
    .map(section => section.join('\n'))
    .join('\n\n')
  return `${collapsed(text)}\n\n---\n\nPlan \`${plan.slug}\`, hash \`${plan.hash.slice(0, 16)}\`.\n`
}

/** Two line breaks at most, but for what stands in a fence. */
const collapsed = (text: string): string =>
  text
    .split(/(^ *```[^]*?^ *```$)/m)
    .map((part, at) => (at % 2 === 1 ? part : part.replaceAll(/\n{3,}/g, '\n\n')))
    .join('')
