import { keyOf } from '../model/name.ts'
import { isKnownToCode } from './running-code.ts'
import { ofKind, type Rule } from './rule.ts'

export const typeColumnTurnsOnInheritance: Rule = {
  id: 'type-column-turns-on-inheritance',
  severity: 'warning',
  harm: 'A column named type turns on single-table inheritance in Active Record: running code reads class names from it as soon as it sees it.',
  remedy: {
    words: 'set `self.inheritance_column = nil` in the model and deploy that first, or choose another name',
    rails: ['self.inheritance_column = nil # in the model, one deploy earlier'],
  },
  check: context =>
    context.framework !== 'rails'
      ? []
      : ofKind(context.steps, 'add-column')
          .filter(at => at.step.column.name === 'type' && isKnownToCode(context, at, at.step.table))
          .map(at => ({
            at,
            message: `Active Record takes ${keyOf(at.step.table)}.type for the name of a class, in code that runs now too`,
          })),
}
