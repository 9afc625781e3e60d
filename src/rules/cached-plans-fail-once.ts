import { keyOf } from '../model/name.ts'
import { isKnownToCode } from './running-code.ts'
import { ofKind, type Rule } from './rule.ts'

export const cachedPlansFailOnce: Rule = {
  id: 'cached-plans-fail-once',
  severity: 'note',
  harm: 'Prepared statements of running code that return the column fail once with 0A000 (cached plan must not change result type), even when the new type is stored alike; inside a transaction a driver cannot try again.',
  remedy: { words: 'restart or recycle the connections after it, or see that the driver prepares again by itself' },
  check: context =>
    ofKind(context.steps, 'alter-column-type')
      .filter(
        at =>
          at.heavy.length === 0 &&
          at.effects.breaks.some(({ heals }) => heals) &&
          isKnownToCode(context, at, at.step.table, at.step.from.name),
      )
      .map(at => ({
        at,
        message: `prepared statements that return ${keyOf(at.step.table)}.${at.step.from.name} fail once with 0A000`,
        breaks: at.effects.breaks,
      })),
}
