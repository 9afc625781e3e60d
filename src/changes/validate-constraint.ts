import { keyOf } from '../model/name.ts'
import type { Step } from '../steps/step.ts'
import type { ChangeOf } from './change.ts'
import { draft, migrate, type ChangeBehaviour, type Recipe } from './recipe.ts'

type ValidateConstraint = ChangeOf<'validate-constraint'>

const stepOf = ({ table, constraint }: ValidateConstraint): Step => ({
  kind: 'validate-constraint',
  table,
  constraint: 'validated' in constraint ? { ...constraint, validated: true } : constraint,
})

const online: Recipe<ValidateConstraint> = change => ({
  recipe: 'validate-constraint',
  how: 'reads the old rows while reads and writes go on',
  stages: [migrate(draft(stepOf(change), { why: 'the constraint binds new rows already; this proves the old ones' }))],
})

export const validateConstraint: ChangeBehaviour<ValidateConstraint> = {
  recipes: [online],
  direct: change => [stepOf(change)],
  describe: ({ table, constraint }) => `validate ${keyOf(table)}.${constraint.name}`,
}
