import { keyOf } from '../model/name.ts'
import { ofKind, type Rule } from './rule.ts'

export const sequenceEndsBeforeItsColumn: Rule = {
  id: 'sequence-ends-before-its-column',
  severity: 'warning',
  harm: 'The sequence of a serial column keeps its own type when the column becomes bigint: it ends at 2,147,483,647 all the same.',
  remedy: {
    words: 'change the sequence too; it stops inserts only until the transaction ends',
    sql: ['ALTER SEQUENCE {sequence} AS bigint'],
  },
  check: ({ steps, after }) =>
    ofKind(steps, 'alter-column-type').flatMap(at => {
      const { from, to, table } = at.step
      const owned = from.ownedSequence
      if (owned === undefined || from.identity !== undefined || to.type.kind !== 'bigint' || from.type.kind === 'bigint') return []
      if (after.sequences.get(keyOf(owned))?.type === 'bigint') return []
      return [
        {
          at,
          message: `${keyOf(table)}.${from.name} becomes bigint, its sequence ${keyOf(owned)} stays ${from.type.native}`,
          subject: { sequence: keyOf(owned) },
        },
      ]
    }),
}
