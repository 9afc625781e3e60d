import type { Rule } from './rule.ts'

export const commitEndsTransactionOfRunner: Rule = {
  id: 'commit-ends-transaction-of-runner',
  severity: 'warning',
  harm: 'COMMIT in a migration ends the transaction that the runner has opened for it; a BEGIN before it only raised a warning. What stands after it, and the row in the ledger, run without it: if one of them fails, what came before stays and is not recorded, and the next run begins with it again.',
  remedy: {
    words: 'leave BEGIN and COMMIT to the runner; what needs a transaction of its own needs a file of its own',
  },
  check: ({ replayed, way }) =>
    replayed.endings[way].map(at => ({ at, message: 'this ends the transaction in which the runner runs the whole file' })),
}
