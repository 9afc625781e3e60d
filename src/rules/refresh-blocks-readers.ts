import { keyOf } from '../model/name.ts'
import { byItself, heavyRule } from './heavy.ts'

export const refreshBlocksReaders = heavyRule({
  id: 'refresh-blocks-readers',
  harm: 'REFRESH MATERIALIZED VIEW keeps ACCESS EXCLUSIVE on the view while its query runs: nobody reads it meanwhile.',
  remedy: {
    words: 'refresh it CONCURRENTLY, for which it needs a unique index, and not in a migration but as a job',
    sql: ['CREATE UNIQUE INDEX CONCURRENTLY ON {view} (<key>)', 'REFRESH MATERIALIZED VIEW CONCURRENTLY {view}'],
    outside: true,
  },
  // CONCURRENTLY takes EXCLUSIVE, which stops writes: a materialized view has none but its refresh.
  claims: (heavy, at) => byItself('refresh-view')(heavy, at),
  doing: ({ step }) => (step.kind === 'refresh-view' ? `materialized view ${keyOf(step.view)} is filled anew` : ''),
})
