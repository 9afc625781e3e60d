import { keyOf } from '../model/name.ts'
import { comesBack } from './running-code.ts'
import { ofKind, type Rule } from './rule.ts'

export const dropViewBreaksRunningCode: Rule = {
  id: 'drop-view-breaks-running-code',
  severity: 'warning',
  harm: 'Code that still reads the view fails (42P01).',
  remedy: { words: 'deploy code without it first; to change a view, drop and create it in one transaction, or use CREATE OR REPLACE' },
  check: context =>
    ofKind(context.steps, 'drop-view')
      .filter(
        at =>
          at.isLive(at.step.view.name) && context.base.views.has(keyOf(at.step.view.name)) && !comesBack(context, at, at.step.view.name),
      )
      .map(at => ({ at, message: `code that runs may still read ${keyOf(at.step.view.name)}`, breaks: at.effects.breaks })),
}
