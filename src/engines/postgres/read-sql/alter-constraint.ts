import { keyOf } from '../../../model/name.ts'
import { constraintIn, indexIn, type Constraint, type Deferrable } from '../../../model/schema.ts'
import { chosenName } from '../../../steps/chosen-name.ts'
import { referencesThrough } from '../../../steps/dependents.ts'
import { notNullOn } from '../../../steps/not-null.ts'
import type { Step } from '../../../steps/step.ts'
import type { Action } from './action.ts'
import { named, readConstraint } from './constraint.ts'
import { asKind } from './nodes.ts'
import { NoStep } from './no-step.ts'

export const addConstraint = ({ reading, table, name, cmd, others }: Action): readonly Step[] => {
  const node = asKind(cmd.def, 'Constraint')
  if (node === undefined) throw new NoStep('adds a constraint of a kind that is not known')
  const read = readConstraint(reading, node, undefined, table)
  if (read === undefined) throw new NoStep('adds a constraint of a kind that is not known')
  // A dump gives a partition's key once more, by itself, before it attaches it to the parent's.
  const inherited = constraintIn(table, read.name)
  if (read.name !== '' && inherited?.inherited === true && inherited.kind === read.kind) return []
  if (node.indexname === undefined) return [{ kind: 'add-constraint', table: name, constraint: named(reading, name, read, node, others) }]
  const index = indexIn(table, node.indexname)
  const columns = index?.parts.flatMap(part => part.column ?? []) ?? []
  const constraint = { ...read, name: read.name === '' ? node.indexname : read.name, columns } as Constraint
  const carried = {
    ...constraint,
    ...(index?.include === undefined ? {} : { include: index.include }),
    ...(index?.nullsNotDistinct === true && constraint.kind === 'unique' ? { nullsNotDistinct: true } : {}),
    ...(index?.with === undefined ? {} : { with: index.with }),
  } as Constraint
  const usingIndex = index ?? { name: node.indexname, parts: [], unique: true, valid: true }
  return [{ kind: 'add-constraint', table: name, constraint: carried, usingIndex }]
}

/** A constraint of which only the name is known is taken as a check: nothing else hangs on it. */
const unknownConstraint = (name: string): Constraint => ({ kind: 'check', name, expression: 'true', validated: true })

/** NOT NULL is no object of the model while its name is the usual one (18). */
const plainNotNull = ({ table, reading }: Action, name: string): Constraint | undefined => {
  if (reading.major < 18) return undefined
  const column = table.columns.find(
    c => !c.nullable && notNullOn(table, c.name) === undefined && chosenName(table.name.name, [c.name], 'not_null') === name,
  )
  return column && { kind: 'not-null', name, column: column.name, validated: true }
}

const constraintOf = (action: Action, name: string): Constraint | undefined =>
  constraintIn(action.table, name) ?? plainNotNull(action, name)

export const dropConstraint = (action: Action): readonly Step[] => {
  const { reading, table, isSure, name, cmd } = action
  const { name: constraint = '', missing_ok, behavior } = cmd
  const found = constraintOf(action, constraint)
  if (found === undefined && missing_ok && isSure) return []
  const held =
    behavior === 'DROP_CASCADE' && found !== undefined
      ? referencesThrough(reading.schema, table, constraint).map((each): Step => ({
          kind: 'drop-constraint',
          table: each.table.name,
          constraint: each.constraint,
        }))
      : []
  return [...held, { kind: 'drop-constraint', table: name, constraint: found ?? unknownConstraint(constraint) }]
}

export const validateConstraint = (action: Action): readonly Step[] => {
  const { cmd, name } = action
  return [
    { kind: 'validate-constraint', table: name, constraint: constraintOf(action, cmd.name ?? '') ?? unknownConstraint(cmd.name ?? '') },
  ]
}

export const alterConstraint = ({ table, name, cmd }: Action): readonly Step[] => {
  const node = asKind(cmd.def, 'ATAlterConstraint')
  const constraint = node?.conname ?? ''
  if (node?.alterEnforceability || node?.alterInheritability || !node?.alterDeferrability)
    throw new NoStep('changes whether a constraint is enforced or inherited', [keyOf(name)])
  const found = constraintIn(table, constraint)
  const from = found !== undefined && 'deferrable' in found ? found.deferrable : undefined
  const to: Deferrable | undefined = node.initdeferred ? 'initially-deferred' : node.deferrable ? 'deferrable' : undefined
  return [{ kind: 'set-constraint-deferrable', table: name, constraint, from, to }]
}
