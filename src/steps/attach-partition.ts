import { keyOf } from '../model/name.ts'
import { columnIn, type Table } from '../model/schema.ts'
import { partitionedOf, putTable, refuse, tableOf } from './edit.ts'
import { inheritAll } from './inherit.ts'
import { exact } from './inverse.ts'
import type { Step, StepBehaviour, StepOf } from './step.ts'

/** What the server asks of a table before it becomes a partition (42804). */
const refuseUnlike = (step: Step, child: Table, parent: Table): void => {
  const [key, parentKey] = [keyOf(child.name), keyOf(parent.name)]
  if (child.partitionOf !== undefined) refuse(step, `${key} is already a partition of ${keyOf(child.partitionOf.parent)} (42809)`)
  for (const column of parent.columns) {
    const own = columnIn(child, column.name) ?? refuse(step, `${key} lacks column ${column.name} of ${parentKey}`)
    if (own.type.native !== column.type.native)
      refuse(step, `${key}.${column.name} is ${own.type.native}, in ${parentKey} it is ${column.type.native}`)
    if (own.nullable && !column.nullable) refuse(step, `${key}.${column.name} must be NOT NULL, as it is in ${parentKey}`)
  }
  for (const column of child.columns)
    if (columnIn(parent, column.name) === undefined) refuse(step, `${parentKey} has no column ${column.name}, which ${key} has`)
  for (const check of parent.constraints)
    if (check.kind === 'check' && !check.noInherit && !child.constraints.some(c => c.kind === 'check' && c.name === check.name))
      refuse(step, `${key} lacks check ${check.name} of ${parentKey}`)
}

export const attachPartition: StepBehaviour<StepOf<'attach-partition'>> = {
  apply: (step, schema) => {
    const parent = partitionedOf(step, schema, step.partitionOf.parent)
    const child = tableOf(step, schema, step.table)
    refuseUnlike(step, child, parent)
    // A NOT NULL the parent has too becomes its copy, and so a property of the column.
    const isRequired = (column: string): boolean => columnIn(parent, column)?.nullable === false
    const attached: Table = {
      ...child,
      partitionOf: step.partitionOf,
      constraints: child.constraints.filter(c => c.kind !== 'not-null' || !c.validated || !isRequired(c.column)),
    }
    return inheritAll(putTable(schema, attached), attached, parent)
  },
  invert: ({ table, partitionOf }, before) => {
    const detach: Step = { kind: 'detach-partition', table, partitionOf, online: false }
    const [parent, child] = [before.tables.get(keyOf(partitionOf.parent)), before.tables.get(keyOf(table))]
    const added = parent === undefined || child === undefined ? [] : addedBy(before, child, parent)
    return added.length === 0
      ? exact(detach)
      : { grade: 'leaves residue', steps: [detach], residue: added.map(what => ({ what: `${keyOf(table)}: ${what}` })) }
  },
  describe: ({ table, partitionOf }) => `attach ${keyOf(table)} to ${keyOf(partitionOf.parent)}`,
}

/** Copies of the parent's indexes and keys that the attached table did not have; they stay with it. */
const addedBy = (before: Parameters<typeof inheritAll>[0], child: Table, parent: Table): readonly string[] => {
  const after = inheritAll(before, child, parent).tables.get(keyOf(child.name)) ?? child
  return [
    ...after.constraints.filter(c => !child.constraints.some(own => own.name === c.name)).map(c => `${c.kind} ${c.name}`),
    ...after.indexes.filter(i => !child.indexes.some(own => own.name === i.name)).map(i => `index ${i.name}`),
  ]
}
