import { keyOf } from '../model/name.ts'
import { isKnownToCode } from './running-code.ts'
import { ofKind, type Rule } from './rule.ts'

export const defaultChangeIsNotSeenByRunningCode: Rule = {
  id: 'default-change-is-not-seen-by-running-code',
  severity: 'note',
  harm: 'An ORM that writes every column reads the defaults when it starts: processes that run keep writing the old one until they are restarted.',
  remedy: { words: 'nothing, where a restart follows; where the old value would do harm, write the new one in code first' },
  check: context =>
    context.framework !== 'rails'
      ? []
      : ofKind(context.steps, 'set-default')
          .filter(at => at.step.from !== undefined && at.step.to !== undefined && isKnownToCode(context, at, at.step.table, at.step.column))
          .map(at => ({
            at,
            message: `processes that run may go on writing the old default of ${keyOf(at.step.table)}.${at.step.column}`,
          })),
}
