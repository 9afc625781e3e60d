import { said } from './words.ts'
import type { Rule } from './rule.ts'

/** Reading or building through a big table takes longer than this. */
const shortest = 60_000

export const statementTimeoutCancelsWork: Rule = {
  id: 'statement-timeout-cancels-work',
  severity: 'warning',
  harm: 'A concurrent build or a validation takes as long as the table is big; a short statement_timeout cancels it, each time, and leaves an INVALID index.',
  remedy: { words: 'switch statement_timeout off for this statement: it blocks nobody', sql: ['SET statement_timeout = 0', '{statement}'] },
  check: ({ steps, textAt }) =>
    steps
      .filter(({ step, effects, heavy, settings: { statementTimeout = 0 } }) => {
        const isJob = step.kind === 'validate-constraint' || (step.kind === 'create-index' && step.online)
        return isJob && effects.long && heavy.length === 0 && statementTimeout > 0 && statementTimeout < shortest
      })
      .filter(at => 'table' in at.step && at.isSlow(at.step.table as never))
      .map(at => ({
        at,
        message: `statement_timeout ends it after ${(at.settings.statementTimeout ?? 0) / 1000} s: too soon to ${said(at.step)} on a big table`,
        subject: { statement: textAt(at.at).replaceAll(/\s+/g, ' ').trim() },
      })),
}
