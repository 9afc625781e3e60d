import { keyOf } from '../model/name.ts'
import { ofKind, type Rule } from './rule.ts'

export const rowSecurityHidesRows: Rule = {
  id: 'row-security-hides-rows',
  severity: 'error',
  harm: 'Row security without a policy shows nobody but the owner a row, and lets nobody write one.',
  remedy: {
    words: 'create the policies first, then enable row security, at best in one transaction',
    sql: ['CREATE POLICY <name> ON {table} USING (…)', 'ALTER TABLE {table} ENABLE ROW LEVEL SECURITY'],
  },
  check: ({ steps, after }) =>
    ofKind(steps, 'set-row-security')
      .filter(at => at.step.from === undefined && at.step.to !== undefined && at.isLive(at.step.table))
      .filter(at => {
        const last = at.block.transactional ? after : at.before
        return (last.tables.get(keyOf(at.step.table))?.policies ?? []).length === 0
      })
      .map(at => ({
        at,
        message: `everybody but the owner of ${keyOf(at.step.table)} sees no row of it: it has no policy`,
        breaks: at.effects.breaks,
      })),
}
