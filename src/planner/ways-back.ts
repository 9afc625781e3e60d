import type { Schema } from '../model/schema.ts'
import type { Stage, Unit } from '../plan/plan.ts'
import { applyAll } from '../steps/index.ts'
import type { Semantics } from '../steps/step.ts'
import { differingObjects } from './same-schema.ts'

/** Objects that going back over the unit leaves otherwise than they were, and of which it declares nothing. */
const undeclared = (unit: Unit, before: Schema, after: Schema, semantics: Semantics): readonly string[] => {
  if (unit.down.grade === 'irreversible') return []
  const back = applyAll(unit.down.blocks.flatMap(block => block.statements.map(statement => statement.step)), after, semantics)
  const declared = unit.down.residue.map(({ what }) => what.slice(0, what.indexOf(':')))
  return differingObjects(back, before).filter(object => {
    const key = object.slice(object.indexOf(' ') + 1)
    return !declared.some(subject => subject === key || subject.startsWith(`${key}.`))
  })
}

/**
 * Does every unit's way back lead to where the unit started, but for what it declares? A recipe's does in the schema it was
 * written for; among the steps of another change it may miss what that one has not yet, or has already, taken away.
 */
export const leadBack = (stages: readonly Stage[], start: Schema, semantics: Semantics): boolean => {
  let before = start
  return stages.flatMap(stage => stage.units).every(unit => {
    const after = applyAll(unit.up.statements.map(statement => statement.step), before, semantics)
    const isWhole = undeclared(unit, before, after, semantics).length === 0
    before = after
    return isWhole
  })
}
