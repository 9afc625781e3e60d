import { Entries } from '../model/entries.ts'
import { editKinds, entriesOf } from '../model/entry-kinds.ts'
import type { EntryKind, EntryKinds, Schema } from '../model/schema.ts'
import type { Rule, SchemaDifference } from './rule.ts'
import { listed } from './words.ts'

/** What of the entries is not the very same in the others: little of a big schema. */
const changedOf = <T>(own: Entries<T>, others: Entries<T>): Entries<T> =>
  Entries.from(
    own.differing(others).flatMap(key => {
      const entry = own.get(key)
      return entry === undefined ? [] : [[key, entry] as const]
    }),
  )

const changedParts = (own: Schema, other: Schema): Schema =>
  editKinds(own, <Kind extends EntryKind>(entries: Entries<EntryKinds[Kind]>, kind: Kind) => changedOf(entries, entriesOf(other, kind)))

/** `'new'` and `'new'::text`: a literal of the column's own type. */
const isSpelling = ({ path, left, right }: SchemaDifference): boolean => {
  const bare = (text: unknown): unknown =>
    typeof text === 'string' ? text.replace(/^('(?:[^']|'')*')::[\w ."]+(?:\(\d+(?:,\d+)?\))?$/, '$1') : text
  const folded = (text: unknown): unknown => (typeof text === 'string' ? text.replaceAll(/\s+/g, ' ') : text)
  return (path.endsWith('.default.sql') && bare(left) === bare(right)) || (path.endsWith('.definition') && folded(left) === folded(right))
}

/** `character varying(40)` and `(120)`, `character varying`, `text`: what fits into the one fits into the other. */
const isWider = (path: string, left: unknown, right: unknown): boolean => {
  if (!path.endsWith('.type') || typeof left !== 'string' || typeof right !== 'string') return false
  const read = (type: string): readonly [string, number] => {
    const [, kind = '', length = 'Infinity'] = /^(character varying|text)(?:\((\d+)\))?$/.exec(type) ?? []
    return [kind, Number(length)]
  }
  const [[from, short], [to, long]] = [read(left), read(right)]
  return from !== '' && to !== '' && short <= long
}

/** Whether a column may be NULL is told of the column; since 18 that has a name too, which follows renames in a way of its own. */
const isNotNullName = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'not-null'

/** What no statement brings back, and nobody misses: labels stay, a type stays wide, a check is proven or not. */
const isResidue = ({ path, left, right }: SchemaDifference): boolean =>
  path.startsWith('enums.') ||
  path.startsWith('extensions.') ||
  path.endsWith('.validated') ||
  isNotNullName(left ?? right) ||
  isWider(path, left, right)

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
    // One that does nothing forth is a part of another's way back.
    if (way === 'up' || back === undefined || steps.length === 0 || up.length === 0) return []
    const opaque = [...up, ...steps].flatMap(({ step }) =>
      step.kind === 'run-code' || (step.kind === 'execute-sql' && step.known === undefined) ? [step.touches] : [],
    )
    if (opaque.some(touches => touches.length === 0) || steps.some(({ step }) => step.kind === 'execute-sql' && step.known?.stops === true))
      return []
    const unknown = new Set(opaque.flat())
    const differences = compare(changedParts(before, back), changedParts(back, before))
      .filter(difference => !isResidue(difference) && !isSpelling(difference))
      .filter(({ path }) => ![...unknown].some(key => path.includes(key)))
    if (differences.length === 0) return []
    const more = differences.length > shown ? [`${differences.length - shown} more`] : []
    return [{ at: steps[0]!, message: `the way back leads elsewhere: ${listed([...differences.slice(0, shown).map(say), ...more])}` }]
  },
}
