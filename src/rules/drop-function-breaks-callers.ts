import { keyOf } from '../model/name.ts'
import type { Routine } from '../model/schema.ts'
import { ofKind, type Rule } from './rule.ts'

/** Nobody can call what a trigger calls. */
const isForTriggers = ({ definition }: Routine): boolean => /\breturns\s+(event_)?trigger\b/i.test(definition)

export const dropFunctionBreaksCallers: Rule = {
  id: 'drop-function-breaks-callers',
  severity: 'warning',
  harm: 'Code that still calls the function fails (42883).',
  remedy: { words: 'deploy code without it first; to change a function, use CREATE OR REPLACE' },
  check: ({ steps, base }) =>
    ofKind(steps, 'drop-routine')
      .filter(({ step }) => !isForTriggers(step.routine))
      .filter(at => base.routines.values().some(({ name }) => keyOf(name) === keyOf(at.step.routine.name)))
      .filter(
        at =>
          !ofKind(steps, 'create-routine').some(
            ({ step, block }) => block.id === at.block.id && keyOf(step.routine.name) === keyOf(at.step.routine.name),
          ),
      )
      .map(at => ({ at, message: `code that runs may still call ${keyOf(at.step.routine.name)}`, breaks: at.effects.breaks })),
}
