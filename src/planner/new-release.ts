import { isSameName } from '../model/name.ts'
import type { Plan, Stage } from '../plan/plan.ts'
import type { Step } from '../steps/step.ts'

/** May the release that knows the new shape run once the stage is undone? By the plan's own matrix, and by what the way back breaks. */
export const breaksNewRelease = (plan: Plan, { number, units }: Stage): boolean => {
  const cells = plan.compatibility.filter(({ version, stage }) => version === 'new' && stage === number - 2)
  if (cells.some(({ holds }) => !holds)) return true
  if (number > 1 && cells.length > 0) return false
  return units.some(({ down }) =>
    down.blocks.some(({ statements }) =>
      statements.some(({ step, effects }) => !isOutOfSight(step, plan) && effects.breaks.some(({ heals }) => !heals)),
    ),
  )
}

/** A name that the plan gives only to what it is about to drop: no release knows it. */
const isOutOfSight = (step: Step, plan: Plan): boolean => {
  if (step.kind !== 'rename-column' && step.kind !== 'rename-table') return false
  return plan.stages.some(({ units }) =>
    units.some(({ up }) =>
      up.statements.some(({ step: each }) =>
        step.kind === 'rename-column'
          ? each.kind === 'drop-column' && isSameName(each.table, step.table) && each.column.name === step.from
          : each.kind === 'drop-table' && isSameName(each.table.name, step.from),
      ),
    ),
  )
}
