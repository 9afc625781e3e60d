import { heavyRule, byItself } from './heavy.ts'

export const reindexBlocksWrites = heavyRule({
  id: 'reindex-blocks-writes',
  harm: 'REINDEX takes SHARE on the table and ACCESS EXCLUSIVE on the index, which every query has to open to be planned: reads stop too.',
  remedy: { words: 'add CONCURRENTLY, and run it outside a transaction', outside: true, sql: ['REINDEX INDEX CONCURRENTLY <index>'] },
  claims: (heavy, at) => byItself('execute-sql')(heavy, at) && at.step.kind === 'execute-sql' && at.step.known?.verb === 'reindex',
  doing: () => 'its indexes are built again',
})
