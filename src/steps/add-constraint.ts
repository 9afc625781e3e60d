import { keyOf } from '../model/name.ts'
import { columnsOfConstraint, primaryKeyOf, type Constraint, type ForeignKey, type Index, type Schema, type Table } from '../model/schema.ts'
import { canBeReferenced, columnsUnderConstraint, unknownColumn } from './dependents.ts'
import { columnOf, indexOf, putTable, refuse, tableOf, withoutNamed } from './edit.ts'
import { spread, withConstraint } from './inherit.ts'
import { exact } from './inverse.ts'
import type { Step, StepBehaviour, StepOf } from './step.ts'
import { refuseTakenConstraint } from './taken.ts'

export const refuseUnreferenceable = (step: Step, schema: Schema, key: ForeignKey, self: Table): void => {
  const referenced = keyOf(key.references) === keyOf(self.name) ? self : tableOf(step, schema, key.references)
  for (const column of key.referencedColumns) columnOf(step, referenced, column)
  const isTainted = schema.tainted.includes('*') || schema.tainted.includes(keyOf(key.references))
  if (!isTainted && !canBeReferenced(referenced, key.referencedColumns))
    refuse(step, `${keyOf(key.references)} has no unique constraint on (${key.referencedColumns.join(', ')}) for ${key.name} (42830)`)
}

/** What the server asks of an index that becomes a constraint (42809). */
const refuseUnfit = (step: Step, index: Index, constraint: Constraint): void => {
  const columns = columnsOfConstraint(constraint)
  const fits = index.unique && index.valid && index.where === undefined
    && index.parts.every(p => p.column !== undefined && p.order === undefined && p.nulls === undefined)
    && index.parts.length === columns.length && index.parts.every((p, at) => p.column === columns[at])
  if (!fits) refuse(step, `index ${index.name} cannot become ${constraint.name}: it must be unique, valid, whole, in default order and on (${columns.join(', ')})`)
}

export const addConstraint: StepBehaviour<StepOf<'add-constraint'>> = {
  apply: (step, schema, semantics) => {
    const { constraint, usingIndex } = step
    const named = tableOf(step, schema, step.table)
    const table = usingIndex === undefined ? named : { ...named, indexes: withoutNamed(named.indexes, indexOf(step, named, usingIndex.name).name) }
    if (usingIndex !== undefined) refuseUnfit(step, indexOf(step, named, usingIndex.name), constraint)
    refuseTakenConstraint(step, putTable(schema, table), table, constraint)
    const missing = unknownColumn(table, columnsUnderConstraint(constraint, semantics))
    if (missing !== undefined) refuse(step, `table ${keyOf(table.name)} has no column ${missing}`)
    if (constraint.kind === 'primary-key' && primaryKeyOf(table) !== undefined) refuse(step, `table ${keyOf(table.name)} already has a primary key (42P16)`)
    if (constraint.kind === 'foreign-key') refuseUnreferenceable(step, schema, constraint, table)
    const constrained = withConstraint(table, constraint, semantics.namesNotNull)
    return spread(putTable(schema, constrained), constrained, { constraint })
  },
  invert: ({ table, constraint, usingIndex }, before) => {
    const optional = new Set(before.tables[keyOf(table)]?.columns.filter(c => c.nullable).map(c => c.name))
    const required = constraint.kind === 'primary-key' ? constraint.columns : []
    return exact(
      { kind: 'drop-constraint', table, constraint },
      ...required.filter(column => optional.has(column)).map(column => ({ kind: 'drop-not-null', table, column }) as const),
      ...(usingIndex === undefined ? [] : [{ kind: 'create-index', table, index: usingIndex, online: true } as const]),
    )
  },
  describe: ({ table, constraint }) => `add constraint ${keyOf(table)}.${constraint.name}`,
}
