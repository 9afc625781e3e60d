import { said } from './words.ts'
import { keyOf, type Name } from '../model/name.ts'
import type { Judged } from './judge.ts'
import type { Rule } from './rule.ts'

/** Is all that the refusal rests on known? */
const isSure = ({ step, before }: Judged): boolean => {
  const table = 'table' in step ? step.table : undefined
  const name = table === undefined ? undefined : typeof table.name === 'string' ? (table as Name) : table.name
  return !before.tainted.includes('*') && (name === undefined || !before.tainted.includes(keyOf(name)))
}

export const statementFails: Rule = {
  id: 'statement-fails',
  severity: 'error',
  harm: 'The server, or the framework, refuses the statement as it stands: the migration stops there, in production as anywhere.',
  remedy: { words: 'do first what the message names' },
  check: ({ steps, migration, way, textAt }) =>
    steps
      .filter(at => at.effects.fails !== undefined && isSure(at) && !at.effects.fails.includes('unless the table is empty'))
      // With CASCADE what depends on it goes too, which has a finding of its own.
      .filter(at => !/\(2BP01\)/.test(at.effects.fails ?? '') || !/\bcascade\b/i.test(textAt(at.at)))
      // Never run, it may be known to fail: a way back is told more gently.
      .map(at => ({
        at,
        message:
          at.step.kind === 'run-code'
            ? `it ends here: it ${at.effects.fails}`
            : `the server refuses to ${said(at.step)}: ${at.effects.fails}`,
        ...(way === 'down' && migration.repeatable === undefined ? { severity: 'warning' as const } : {}),
      })),
}
