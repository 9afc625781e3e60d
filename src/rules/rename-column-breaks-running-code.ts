import { keyOf } from '../model/name.ts'
import { isKnownToCode } from './running-code.ts'
import type { StepOf } from '../steps/step.ts'
import type { Judged } from './judge.ts'
import { ofKind, type Context, type Rule } from './rule.ts'

type Renaming = Judged & { readonly step: StepOf<'rename-column'> }

/**
 * Two columns that change places in one transaction: code finds one of the name whenever it looks, and the one that stood in
 * until then was made for that.
 */
const changesPlaces = ({ steps }: Context, at: Renaming): boolean =>
  at.block.transactional &&
  ofKind(steps, 'rename-column').some(
    ({ step, block }) =>
      block.id === at.block.id && keyOf(step.table) === keyOf(at.step.table) && (step.to === at.step.from || step.from === at.step.to),
  )

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
      .filter(at => isKnownToCode(context, at, at.step.table, at.step.from) && !changesPlaces(context, at))
      .map(at => ({
        at,
        message: `code that runs names ${keyOf(at.step.table)}.${at.step.from}, which is ${at.step.to} from then on`,
        breaks: at.effects.breaks,
      })),
}
