import { keyOf } from '../model/name.ts'
import { ofKind, type Rule } from './rule.ts'

export const triggerRunsOnEveryWrite: Rule = {
  id: 'trigger-runs-on-every-write',
  severity: 'note',
  harm: 'From its creation on a trigger runs in the writes of running code too: what it raises fails them, what it takes long for slows them.',
  remedy: { words: 'try its function on real rows first; BEFORE triggers run in the order of their names' },
  check: ({ steps, way }) =>
    ofKind(steps, 'create-trigger')
      .filter(
        at =>
          way === 'up' &&
          at.isLive(at.step.table) &&
          !ofKind(steps, 'drop-trigger').some(({ step }) => step.trigger.name === at.step.trigger.name),
      )
      .map(at => ({
        at,
        message: `writes to ${keyOf(at.step.table)} by code that runs call ${keyOf(at.step.trigger.function)} from then on`,
      })),
}
