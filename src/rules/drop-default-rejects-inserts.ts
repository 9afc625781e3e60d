import { keyOf } from '../model/name.ts'
import { isKnownToCode } from './running-code.ts'
import { ofKind, type Rule } from './rule.ts'

export const dropDefaultRejectsInserts: Rule = {
  id: 'drop-default-rejects-inserts',
  severity: 'warning',
  harm: 'Without its default a NOT NULL column has to be named by every insert: those of running code that leave it out fail (23502).',
  remedy: { words: 'deploy code that always writes the column first; or drop NOT NULL with the default' },
  check: context =>
    ofKind(context.steps, 'set-default')
      .filter(at => at.step.to === undefined && isKnownToCode(context, at, at.step.table, at.step.column))
      .filter(at => at.effects.breaks.length > 0)
      .map(at => ({
        at,
        message: `inserts that leave out ${keyOf(at.step.table)}.${at.step.column} fail: it has no default any more`,
        breaks: at.effects.breaks,
      })),
}
