import { said } from './words.ts'
import type { Rule } from './rule.ts'

export const concurrentlyInTransaction: Rule = {
  id: 'concurrently-in-transaction',
  severity: 'error',
  harm: 'CONCURRENTLY, VACUUM and their like cannot run in a transaction block (25001): neither in the one the runner opens for a migration, nor among several statements sent as one text.',
  remedy: {
    words: 'give it a file of its own that runs outside a transaction',
    outside: true,
    sql: ['{statement}'],
  },
  check: ({ steps, textAt }) =>
    steps
      .filter(({ effects, block, isOpaque }) => !isOpaque && !effects.transactional && block.transactional)
      .map(at => ({
        at,
        message: `the server refuses to ${said(at.step)} in a transaction block (25001)`,
        subject: { statement: textAt(at.at).replaceAll(/\s+/g, ' ').trim() },
      })),
}
