import { keyOf } from '../model/name.ts'
import {
  columnsOfConstraint,
  primaryKeyOf,
  type Check,
  type Constraint,
  type ForeignKey,
  type Index,
  type NotNull,
  type Schema,
  type Table,
} from '../model/schema.ts'
import { canBeReferenced, columnsUnderConstraint, unknownColumn } from './dependents.ts'
import { columnOf, indexOf, partitionsOf, putTable, refuse, tableOf, withoutNamed } from './edit.ts'
import { absorbed, isSameConstraint, spread, withConstraint } from './inherit.ts'
import { exact } from './inverse.ts'
import { isRequired, nameOfNotNull, notNullOn, requiredAgain } from './not-null.ts'
import { withNumberedNotNulls } from './numbered-not-null.ts'
import type { Semantics, Step, StepBehaviour, StepOf } from './step.ts'
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
  const fits =
    index.unique &&
    index.valid &&
    index.where === undefined &&
    index.parts.every(p => p.column !== undefined && p.order === undefined && p.nulls === undefined) &&
    index.parts.length === columns.length &&
    index.parts.every((p, at) => p.column === columns[at])
  if (!fits)
    refuse(
      step,
      `index ${index.name} cannot become ${constraint.name}: it must be unique, valid, whole, in default order and on (${columns.join(', ')})`,
    )
}

/** A key needs NOT NULL that holds for every row (PostgreSQL 18). */
const refuseUnprovenKey = (step: Step, table: Table, columns: readonly string[]): void => {
  const unproven = columns.map(column => notNullOn(table, column)).find(c => c?.validated === false)
  if (unproven !== undefined)
    refuse(step, `${unproven.name} on ${keyOf(table.name)}.${unproven.column} is not valid, which a primary key cannot be made on (42P16)`)
}

/** A column has one NOT NULL: under the same name, or where names are not kept, a second one changes nothing. */
const hasNotNull = (step: Step, table: Table, { name, column, validated }: NotNull, { namesNotNull }: Semantics): boolean => {
  if (namesNotNull === false && !validated) refuse(step, `${name} cannot be NOT VALID: NOT NULL is no constraint of its own on this server`)
  const there = nameOfNotNull(table, column)
  if (there !== undefined && there !== name && namesNotNull !== false)
    refuse(step, `${keyOf(table.name)}.${column} already has the not-null constraint ${there} (55000)`)
  return there !== undefined
}

/** A partition's own check or not-null of that name is merged with the parent's if it says the same and is as valid. */
const refuseUnmergeable = (step: Step, schema: Schema, parent: Table, constraint: Check | NotNull): void => {
  for (const child of constraint.noInherit === true ? [] : partitionsOf(schema, parent.name)) {
    const own = child.constraints.find(c => c.name === constraint.name) ?? child.constraints.find(c => isSameConstraint(c, constraint))
    if (own === undefined) continue
    if (!isSameConstraint(own, constraint)) refuse(step, `partition ${keyOf(child.name)} already has a constraint ${own.name} (42710)`)
    if (constraint.validated && 'validated' in own && !own.validated)
      refuse(step, `${own.name} of partition ${keyOf(child.name)} is not valid, so it cannot be merged (55000)`)
  }
}

export const addConstraint: StepBehaviour<StepOf<'add-constraint'>> = {
  apply: (step, schema, semantics) => {
    const { constraint, usingIndex } = step
    const named = tableOf(step, schema, step.table)
    const table =
      usingIndex === undefined ? named : { ...named, indexes: withoutNamed(named.indexes, indexOf(step, named, usingIndex.name).name) }
    if (usingIndex !== undefined && named.partitioning !== undefined)
      refuse(step, `${keyOf(named.name)} is partitioned: no index of it can become a constraint (0A000)`)
    if (usingIndex !== undefined) refuseUnfit(step, indexOf(step, named, usingIndex.name), constraint)
    refuseTakenConstraint(step, putTable(schema, table), table, constraint)
    const missing = unknownColumn(table, columnsUnderConstraint(constraint, semantics))
    if (missing !== undefined) refuse(step, `table ${keyOf(table.name)} has no column ${missing}`)
    if (constraint.kind === 'not-null' && hasNotNull(step, table, constraint, semantics)) return schema
    if (constraint.kind === 'primary-key' && primaryKeyOf(table) !== undefined)
      refuse(step, `table ${keyOf(table.name)} already has a primary key (42P16)`)
    if (constraint.kind === 'primary-key')
      for (const each of [table, ...partitionsOf(schema, table.name)]) refuseUnprovenKey(step, each, constraint.columns)
    if (constraint.kind === 'foreign-key') refuseUnreferenceable(step, schema, constraint, table)
    if (constraint.kind === 'check' || constraint.kind === 'not-null') refuseUnmergeable(step, schema, table, constraint)
    const constrained = withConstraint(table, constraint, semantics.namesNotNull)
    const done = spread(putTable(schema, constrained), constrained, { constraint })
    return constraint.kind === 'primary-key' ? withNumberedNotNulls(schema, done, table.name, semantics) : done
  },
  invert: ({ table, constraint, usingIndex }, before) => {
    if (constraint.kind === 'not-null' && isRequired(before, table, constraint.column)) return exact()
    const optional = new Set(
      before.tables
        .get(keyOf(table))
        ?.columns.filter(c => c.nullable)
        .map(c => c.name),
    )
    const required = (constraint.kind === 'primary-key' ? constraint.columns : []).filter(column => optional.has(column))
    return exact(
      { kind: 'drop-constraint', table, constraint },
      ...required.map(column => ({ kind: 'drop-not-null', table, column }) as const),
      ...(usingIndex === undefined ? [] : [{ kind: 'create-index', table, index: usingIndex, online: true } as const]),
      ...absorbed(before, table, { constraint }),
      ...(constraint.kind === 'not-null' ? [constraint.column] : required).flatMap(column => requiredAgain(before, table, column)),
    )
  },
  describe: ({ table, constraint }) => `add constraint ${keyOf(table)}.${constraint.name}`,
}
