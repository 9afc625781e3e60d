import type { LockMode, RelationLock } from '../../../model/effects.ts'
import { keyOf, type Name } from '../../../model/name.ts'
import { constraintIn, indexIn, type Constraint, type Deferrable } from '../../../model/schema.ts'
import { chosenName } from '../../../steps/chosen-name.ts'
import { referencesThrough } from '../../../steps/dependents.ts'
import { notNullOn } from '../../../steps/not-null.ts'
import type { Step } from '../../../steps/step.ts'
import { alone, type Action } from './action.ts'
import { named, readConstraint } from './constraint.ts'
import { asKind } from './nodes.ts'
import { NoStep } from './no-step.ts'
import { known, turning } from './opaque.ts'

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

/**
 * ALTER CONSTRAINT … [NOT] ENFORCED (18). Measured on 18.4: ENFORCED reads both tables, the referencing one under ACCESS EXCLUSIVE and
 * the referenced one under SHARE ROW EXCLUSIVE; NOT ENFORCED takes ACCESS EXCLUSIVE on both and reads nothing; a check can have neither.
 */
const enforce = (action: Action, constraint: Constraint, enforced: boolean): Step => {
  const { reading, table, name } = action
  const lock = (relation: Name, mode: LockMode): RelationLock => ({
    relation,
    relationKind: 'table',
    mode,
    work: enforced ? 'scan' : 'none',
  })
  if (constraint.kind !== 'foreign-key') {
    const fails = `only a foreign key can be made ${enforced ? '' : 'not '}enforced; ${constraint.name} is none (42809)`
    return known(alone(action), 'changes whether a constraint is enforced', { verb: 'other', fails })
  }
  const { enforced: _, ...rest } = constraint
  const changed: Constraint = { ...rest, validated: enforced, ...(enforced ? {} : { enforced: false }) }
  return turning(
    alone(action),
    enforced ? 'enforces a foreign key' : 'stops enforcing a foreign key',
    { tables: { [keyOf(name)]: { ...table, constraints: table.constraints.map(each => (each === constraint ? changed : each)) } } },
    {
      locks: [lock(name, 'access exclusive'), lock(constraint.references, enforced ? 'share row exclusive' : 'access exclusive')],
      long: enforced && reading.major >= 18,
    },
  )
}

export const alterConstraint = (action: Action): readonly Step[] => {
  const { table, name, cmd } = action
  const node = asKind(cmd.def, 'ATAlterConstraint')
  const constraint = node?.conname ?? ''
  const enforceable = constraintIn(table, constraint)
  if (node?.alterEnforceability && enforceable !== undefined && !node.alterInheritability && !node.alterDeferrability)
    return [enforce(action, enforceable, node.is_enforced === true)]
  if (node?.alterEnforceability || node?.alterInheritability || !node?.alterDeferrability)
    throw new NoStep('changes whether a constraint is enforced or inherited', [keyOf(name)])
  const found = constraintIn(table, constraint)
  const from = found !== undefined && 'deferrable' in found ? found.deferrable : undefined
  const to: Deferrable | undefined = node.initdeferred ? 'initially-deferred' : node.deferrable ? 'deferrable' : undefined
  return [{ kind: 'set-constraint-deferrable', table: name, constraint, from, to }]
}
