import { keyOf } from '../model/name.ts'
import { isKnownToCode } from './running-code.ts'
import { ofKind, type Rule } from './rule.ts'

export const readersMeetNull: Rule = {
  id: 'readers-meet-null',
  severity: 'note',
  harm: 'After DROP NOT NULL readers may meet NULL where there was never one: typed clients, exports and older versions of the code.',
  remedy: { words: 'deploy readers that bear NULL first; going back fails once there is one' },
  check: context =>
    ofKind(context.steps, 'drop-not-null')
      .filter(at => context.way === 'up' && isKnownToCode(context, at, at.step.table, at.step.column))
      .map(at => ({ at, message: `readers of ${keyOf(at.step.table)}.${at.step.column} may meet NULL`, breaks: at.effects.breaks })),
}
