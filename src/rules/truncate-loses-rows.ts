import { keyOf } from '../model/name.ts'
import { listed } from './words.ts'
import { ofKind, type Rule } from './rule.ts'

export const truncateLosesRows: Rule = {
  id: 'truncate-loses-rows',
  severity: 'error',
  harm: 'TRUNCATE takes ACCESS EXCLUSIVE and empties the table for good; with CASCADE also every table that refers to it, directly or not.',
  remedy: {
    words: 'delete in batches what is to go, naming it in a WHERE; leave CASCADE out, so that the server refuses what you did not mean',
  },
  check: ({ steps }) =>
    ofKind(steps, 'execute-sql').flatMap(at => {
      const { known } = at.step
      if (known?.verb !== 'truncate') return []
      const tables = known.locks.filter(({ relation }) => at.isLive(relation)).map(({ relation }) => keyOf(relation))
      const others = known.whole === true ? ', and of every table that refers to it' : ''
      return tables.length === 0 ? [] : [{ at, locks: at.blocking, message: `every row of ${listed(tables)}${others} is lost for good` }]
    }),
}
