import type { Schema } from '../model/schema.ts'
import { describeFact, differingFacts, factIn, type Fact } from './fact.ts'

/** What people make by itself; the rest comes and goes with something else, or is spelled otherwise by every catalog. */
const kinds: readonly string[] = [
  'table',
  'column',
  'index',
  'constraint',
  'trigger',
  'policy',
  'statistics',
  'publication',
  'grant',
  'view',
  'function',
]

const isNotNull = ({ kind, value }: Fact): boolean => kind === 'constraint' && value.includes('"kind":"not-null"')

/**
 * Things that others have made, and that would be gone at the end: an index on a column that is dropped goes with it, without a word.
 *
 * @param predicted the schema as the plan alone would have left it
 * @param present the schema as it is
 * @param end what it is to become
 * @returns each by its name: `index users_full_name_idx of users`
 */
export const lostToNeighbours = (predicted: Schema, present: Schema, end: Schema): readonly string[] =>
  differingFacts(predicted, present).flatMap(({ before, after }) =>
    before === undefined && after !== undefined && kinds.includes(after.kind) && !isNotNull(after) && factIn(end, after) === undefined
      ? [describeFact(after)]
      : [],
  )
