import type { Schema } from '../model/schema.ts'
import type { Rule, SchemaDifference } from './rule.ts'
import { listed } from './words.ts'

const records = ['tables', 'views', 'enums', 'domains', 'sequences', 'routines', 'extensions'] as const

/** The two schemas without what is the same object in both: most of a big one. */
function changedParts(left: Schema, right: Schema): readonly [Schema, Schema] {
  const reduce = (own: Schema, other: Schema): Schema => ({
    ...own,
    ...Object.fromEntries(
      records.map(record => [
        record,
        Object.fromEntries(Object.entries(own[record]).filter(([key, value]) => other[record][key] !== value)),
      ]),
    ),
  })
  return [reduce(left, right), reduce(right, left)]
}

/** What no statement brings back: labels stay, a validated flag stays. */
const isResidue = ({ path, left, right }: SchemaDifference): boolean =>
  path.startsWith('enums.') || path.startsWith('extensions.') || (path.endsWith('.validated') && left === false && right === true)

const shown = 3

const say = ({ path, left, right }: SchemaDifference): string => {
  const what = path.replace(/^(\w+?)s\./, '$1 ').replaceAll('.', ' ')
  return left === undefined ? `${what} is left behind` : right === undefined ? `${what} is missing` : `${what} is another`
}

export const downDoesNotRestore: Rule = {
  id: 'down-does-not-restore',
  severity: 'warning',
  harm: 'Going back leads to another schema than the one before: the migration cannot be run again, or the old code meets what it does not know. It shows when going back is urgent.',
  remedy: {
    words: 'undo in the way back what the message names, in reverse order; `lockstep convert` can write it from the schema before',
  },
  check: ({ way, replayed, steps, compare }) => {
    const { back, before, up } = replayed
    if (way === 'up' || back === undefined || steps.length === 0) return []
    const opaque = [...up, ...steps].flatMap(({ step }) =>
      step.kind === 'run-code' || (step.kind === 'execute-sql' && step.known === undefined) ? [step.touches] : [],
    )
    if (opaque.some(touches => touches.length === 0)) return []
    const unknown = new Set(opaque.flat())
    const differences = compare(...changedParts(before, back))
      .filter(difference => !isResidue(difference))
      .filter(({ path }) => ![...unknown].some(key => path.includes(key)))
    if (differences.length === 0) return []
    const more = differences.length > shown ? [`${differences.length - shown} more`] : []
    return [{ at: steps[0]!, message: `the way back leads elsewhere: ${listed([...differences.slice(0, shown).map(say), ...more])}` }]
  },
}
