import { keyOf } from '../model/name.ts'
import type { Table } from '../model/schema.ts'
import { constraintOf, putTable, refuse, replaceNamed, tableOf } from './edit.ts'
import { editCopies } from './inherit.ts'
import { exact } from './inverse.ts'
import { withIdentityRenamed } from './replica-identity.ts'
import type { StepBehaviour, StepOf } from './step.ts'
import { refuseTakenConstraint } from './taken.ts'

export const renameConstraint: StepBehaviour<StepOf<'rename-constraint'>> = {
  /** The index behind a constraint takes the same name; a check's copies on partitions follow it, other copies keep theirs. */
  apply: (step, schema) => {
    const table = tableOf(step, schema, step.table)
    const constraint = constraintOf(step, table, step.from)
    const followsParent = constraint.kind === 'check' || constraint.kind === 'not-null'
    if (followsParent && constraint.inherited)
      refuse(
        step,
        `${step.from} of partition ${keyOf(table.name)} is inherited; rename it on ${keyOf(table.partitionOf?.parent ?? table.name)} (42P16)`,
      )
    refuseTakenConstraint(step, schema, table, { kind: constraint.kind, name: step.to })
    const renamed = (each: Table): Table =>
      withIdentityRenamed(
        { ...each, constraints: replaceNamed(each.constraints, step.from, c => ({ ...c, name: step.to })) },
        step.from,
        step.to,
      )
    const done = putTable(schema, renamed(table))
    if (!followsParent) return done
    return editCopies(done, table, constraint, child => {
      refuseTakenConstraint(step, done, child, { kind: constraint.kind, name: step.to })
      return renamed(child)
    })
  },
  invert: ({ table, from, to }) => exact({ kind: 'rename-constraint', table, from: to, to: from }),
  describe: ({ table, from, to }) => `rename constraint ${keyOf(table)}.${from} to ${to}`,
}
