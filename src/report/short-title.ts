import type { Unit } from '../plan/plan.ts'
import type { StepKind } from '../steps/step.ts'

/** What a file is known by when it does several things; whatever is not listed comes between the two. */
const foremost: readonly StepKind[] = [
  'drop-table',
  'drop-column',
  'rename-table',
  'set-table-schema',
  'create-table',
  'alter-column-type',
  'rename-column',
  'backfill',
  'add-column',
  'create-index',
]
const hindmost: readonly StepKind[] = [
  'set-default',
  'set-not-null',
  'drop-not-null',
  'drop-constraint',
  'rename-constraint',
  'rename-index',
  'set-comment',
  'grant-privileges',
  'create-sync-trigger',
  'drop-sync-trigger',
  'create-fill-trigger',
  'drop-fill-trigger',
]

const rank = (kind: StepKind): number => {
  const [first, last] = [foremost.indexOf(kind), hindmost.indexOf(kind)]
  return first >= 0 ? first : last >= 0 ? foremost.length + 1 + last : foremost.length
}

export interface ShortTitle {
  /** `drop column users.name`. */
  readonly main: string
  /** What else the file does, by kind: `set not null`, `2 × drop constraint`. */
  readonly also: readonly string[]
}

/** A file in a few words: its main step in full, the others by their kind. */
export function shortTitle({ title, up: { statements } }: Unit): ShortTitle {
  // A swap is titled by the planner with what it amounts to.
  if (/^swap \S+ with its copy /.test(title))
    return { main: title.replace(/, and all that hangs on it.*$/s, ''), also: ['all that hangs on it'] }
  const [main] = statements.toSorted((a, b) => rank(a.step.kind) - rank(b.step.kind))
  if (main === undefined) return { main: title, also: [] }
  const kinds = new Map<string, number>()
  for (const { step } of statements.filter(each => each !== main)) {
    const words = step.kind.replaceAll('-', ' ')
    kinds.set(words, (kinds.get(words) ?? 0) + 1)
  }
  const [first = ''] = main.description.split(': ')
  return {
    main: statements.length === 1 ? title : first,
    also: [...kinds].map(([words, times]) => (times === 1 ? words : `${times} × ${words}`)),
  }
}

/** `drop column users.name, with set not null and drop trigger`, on one line. */
export const shortTitleInWords = (unit: Unit): string => {
  const { main, also } = shortTitle(unit)
  return also.length === 0 ? main : `${main} (with ${also.join(', ')})`
}
