import { keyOf } from '../model/name.ts'
import { comesBack, takesOver } from './running-code.ts'
import { ofKind, type Rule } from './rule.ts'

export const renameTypeBreaksCasts: Rule = {
  id: 'rename-type-breaks-casts',
  severity: 'warning',
  harm: 'Code that casts to the type by its old name fails (42704): many drivers and ORMs do for every enum they bind.',
  remedy: { words: 'leave the name; or make a domain of the old name over it where code only casts' },
  check: context =>
    ofKind(context.steps, 'rename-type')
      .filter(at => context.base.enums.has(keyOf(at.step.from)) || context.base.domains.has(keyOf(at.step.from)))
      .filter(at => !comesBack(context, at, at.step.from) && !takesOver(context, at, { ...at.step.from, name: at.step.to }))
      .map(at => ({
        at,
        message: `code that runs may cast to ${keyOf(at.step.from)}, which is ${at.step.to} from then on`,
        breaks: at.effects.breaks,
      })),
}
