import type { Plan } from '../../plan/plan.ts'
import type { Step } from '../../steps/step.ts'

/** An object that Rails' `schema.rb` has no word for, and the stages between which it stands in the database. */
export interface Unsaid {
  /** `trigger zz_lockstep_users_full_name`. */
  readonly what: string
  readonly from: number
  /** The last stage before it goes; absent where it stays. */
  readonly until?: number
}

const made = (step: Step): string | undefined => {
  switch (step.kind) {
    case 'create-sync-trigger':
    case 'create-fill-trigger':
      return `trigger ${step.name}`
    case 'create-trigger':
      return `trigger ${step.trigger.name}`
    case 'create-view':
      return `view ${step.view.name.name}`
    case 'create-routine':
      return `function ${step.routine.name.name}`
    default:
      return undefined
  }
}

const gone = (step: Step): string | undefined => {
  switch (step.kind) {
    case 'drop-sync-trigger':
    case 'drop-fill-trigger':
      return `trigger ${step.name}`
    case 'drop-trigger':
      return `trigger ${step.trigger.name}`
    case 'drop-view':
      return `view ${step.view.name.name}`
    case 'drop-routine':
      return `function ${step.routine.name.name}`
    default:
      return undefined
  }
}

/** What the plan makes that `schema.rb` cannot hold, as far as it outlives its stage. */
export function beyondSchemaRb({ stages }: Plan): readonly Unsaid[] {
  const found = new Map<string, Unsaid>()
  for (const { number, units } of stages)
    for (const { step } of units.flatMap(({ up }) => up.statements)) {
      const [comes, goes] = [made(step), gone(step)]
      const before = goes === undefined ? undefined : found.get(goes)
      if (before !== undefined) {
        if (number > before.from) found.set(before.what, { ...before, until: number - 1 })
        else found.delete(before.what)
      }
      if (comes !== undefined) found.set(comes, { what: comes, from: found.get(comes)?.from ?? number })
    }
  return [...found.values()]
}
