import { keyOf } from '../model/name.ts'
import { inBatches } from './in-batches.ts'
import { ofKind, type Rule } from './rule.ts'

export const writeWithoutWhere: Rule = {
  id: 'write-without-where',
  severity: 'error',
  harm: 'DELETE or UPDATE without WHERE meets every row: in one transaction, whose row locks stop other writers until it ends.',
  remedy: {
    words: 'say which rows in a WHERE, and take them in batches of some thousand, each committed',
    ...inBatches,
  },
  check: ({ steps }) =>
    ofKind(steps, 'execute-sql').flatMap(at => {
      const { known } = at.step
      if (known?.whole !== true || (known.verb !== 'update' && known.verb !== 'delete')) return []
      const [target] = known.locks.filter(({ relation, mode }) => mode === 'row exclusive' && at.isSlow(relation))
      if (target === undefined) return []
      const table = keyOf(target.relation)
      return known.verb === 'delete'
        ? [{ at, message: `every row of ${table} is deleted: there is no WHERE` }]
        : [
            {
              at,
              severity: 'warning' as const,
              message: `every row of ${table} is updated in one go, and locked against other writers until the transaction ends`,
            },
          ]
    }),
}
