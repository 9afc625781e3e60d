import { keyOf } from '../model/name.ts'
import { byItself, heavyRule } from './heavy.ts'
import { rewritesRows } from './change-type-rewrites-table.ts'

export const wideningIsNotFreeHere = heavyRule({
  id: 'widening-is-not-free-here',
  harm: 'A type change that is usually free builds indexes or reads every row under ACCESS EXCLUSIVE when a check, an index expression or condition, a partition or another collation hangs on the column.',
  remedy: {
    words:
      'take away what makes it dear, in the same transaction, and bring it back the online way: a check NOT VALID and validated later, an index CONCURRENTLY',
  },
  claims: (heavy, at) => byItself('alter-column-type')(heavy, at) && !rewritesRows(at),
  doing: ({ step, before }, { engine }) => {
    if (step.kind !== 'alter-column-type') return ''
    const table = before.tables.get(keyOf(step.table))
    const why = table === undefined ? [] : engine.typeChange(table, step.from, step.to.type, before).because
    return `${keyOf(step.table)}.${step.from.name} becomes ${step.to.type.native}${why.length === 0 ? '' : `: ${why.join('; ')}`}`
  },
})
