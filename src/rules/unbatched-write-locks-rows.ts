import { keyOf } from '../model/name.ts'
import { inBatches } from './in-batches.ts'
import { ofKind, type Rule } from './rule.ts'

export const unbatchedWriteLocksRows: Rule = {
  id: 'unbatched-write-locks-rows',
  severity: 'warning',
  harm: 'One UPDATE or DELETE over a big table keeps every row it meets locked until it commits, writes all of them into the log at once, and starts from nothing when it fails.',
  remedy: {
    words: 'take the rows in batches of some thousand, each committed, in a file of its own outside a transaction',
    ...inBatches,
  },
  check: ({ steps }) =>
    ofKind(steps, 'execute-sql').flatMap(at => {
      const { known } = at.step
      if (known === undefined || known.whole === true || !at.effects.long || !['update', 'delete', 'merge'].includes(known.verb)) return []
      const [target] = known.locks.filter(({ relation, mode }) => mode === 'row exclusive' && at.isSlow(relation))
      // Under a held lock it is worse, and said there.
      if (target === undefined || at.heavy.length > 0) return []
      return [{ at, message: `every row of ${keyOf(target.relation)} that is met stays locked until all are done` }]
    }),
}
