import { keyOf } from '../model/name.ts'
import { isKnownToCode } from './running-code.ts'
import { ofKind, type Rule } from './rule.ts'

export const renameColumnBreaksRunningCode: Rule = {
  id: 'rename-column-breaks-running-code',
  severity: 'error',
  harm: 'From the moment of the rename code that runs fails on the old name (42703), and code that is deployed before it fails on the new one: no order of deploy and migration is right.',
  remedy: {
    words:
      'keep both names for a while: a second column with a trigger both ways, or a view; `lockstep check --fix` plans it. Cheapest: alias the attribute in the application and leave the column',
    rails: ['alias_attribute :{to}, :{from} # in the model: no migration at all'],
    alembic: ["{to} = mapped_column('{from}', …)  # in the mapped class: no migration at all"],
  },
  check: context =>
    ofKind(context.steps, 'rename-column')
      .filter(at => isKnownToCode(context, at, at.step.table, at.step.from))
      .map(at => ({
        at,
        message: `code that runs names ${keyOf(at.step.table)}.${at.step.from}, which is ${at.step.to} from then on`,
        breaks: at.effects.breaks,
      })),
}
