import { keyOf, type Name } from '../model/name.ts'
import { tableIn, type Constraint, type PartitionOf, type Table } from '../model/schema.ts'
import type { StepOf } from '../steps/step.ts'
import { applyAll } from '../steps/index.ts'
import { attachSafely, defaultPartitionOf } from './attach-safely.ts'
import type { ChangeOf } from './change.ts'
import { codeDeployed, oldVersionDrained, soakElapsed } from './gates.ts'
import {
  contract,
  draft,
  expand,
  type Candidate,
  type ChangeBehaviour,
  type DraftStep,
  type Recipe,
  type RecipeContext,
  type Refusal,
  type StageDraft,
} from './recipe.ts'
import { dropTableSafely } from './drop-table.ts'

type DetachPartition = ChangeOf<'detach-partition'>
type DropPartition = ChangeOf<'drop-partition'>

/** CONCURRENTLY came with 14; never beside a default partition, and not worth it where nobody knows the table or it has partitions itself. */
const isOnline = (table: Table, { parent }: PartitionOf, context: RecipeContext): boolean =>
  context.engine.can.detachConcurrently &&
  !context.isNew(table) &&
  table.partitioning === undefined &&
  defaultPartitionOf(context.schema, parent) === undefined

/** Attached again as safely as anything is, where its rows can be proved to fit; else it stays a table of its own. */
const wayBack = (
  step: StepOf<'detach-partition'>,
  left: readonly Constraint[],
  context: RecipeContext,
): NonNullable<DraftStep['rollback']> => {
  const detached = applyAll([step], context.schema, context.engine.semantics)
  const attaching = attachSafely(step.table, step.partitionOf, { ...context, schema: detached, isNew: () => false })
  return typeof attaching === 'string'
    ? {
        grade: 'leaves residue',
        steps: [],
        residue: [{ what: `${keyOf(step.table)}: not attached` }],
        because: `${keyOf(step.table)} stays a table of its own: ${attaching}. Attach it in a maintenance window`,
      }
    : {
        grade: 'exact',
        because: `attached again; fails if ${keyOf(step.table)} holds rows outside its bounds by then, or another partition rows inside them`,
        drafts: [...attaching.drafts, ...left.map(dropLeft(step.table, `attach ${keyOf(step.table)}`))],
      }
}

const dropLeft =
  (table: Name, together?: string) =>
  (constraint: Constraint): DraftStep =>
    draft(
      { kind: 'drop-constraint', table, constraint },
      { why: 'a concurrent detach leaves the bounds behind as a check', ...(together === undefined ? {} : { together }) },
    )

const detachSafely = (
  { table: name, partitionOf }: Pick<DetachPartition, 'table' | 'partitionOf'>,
  context: RecipeContext,
): readonly DraftStep[] => {
  const table = tableIn(context.schema, name)!
  const online = isOnline(table, partitionOf, context)
  const step: StepOf<'detach-partition'> = { kind: 'detach-partition', table: name, partitionOf, online }
  if (context.isNew(table)) return [draft(step)]
  if (!online)
    return [draft(step, { why: 'the server has no concurrent form here; catalog only', apart: true, rollback: wayBack(step, [], context) })]
  const after = tableIn(applyAll([step], context.schema, context.engine.semantics), name)!
  const left = after.constraints.filter(c => c.kind === 'check' && !table.constraints.some(own => own.name === c.name))
  return [
    draft(step, {
      why: 'detached concurrently: reads and writes of the parent go on',
      avoids: 'blocks-reads',
      rollback: wayBack(step, left, context),
    }),
    ...left.map(dropLeft(name)),
  ]
}

const gate = ({ table, partitionOf: { parent } }: Pick<DetachPartition, 'table' | 'partitionOf'>): StageDraft['gate'] => {
  const rule = `expects no rows of ${keyOf(table)} in ${keyOf(parent)}, and writes none there`
  return [codeDeployed(`Code that ${rule} is deployed everywhere`, { kind: 'keep-rule', table: parent, rule }), oldVersionDrained()]
}

const matrix = (table: string, parent: string): Candidate['matrix'] => [
  {
    version: 'old',
    stage: 0,
    holds: false,
    because: `it expects the rows of ${table} in ${parent}: the gate before it says the old version is drained`,
  },
  { version: 'new', stage: 0, holds: true, because: `it needs no row of ${table} in ${parent}` },
]

const politely: Recipe<DetachPartition> = (change, context): Candidate => {
  const table = tableIn(context.schema, change.table)!
  const steps = detachSafely(change, context)
  return {
    recipe: 'detach',
    how: isOnline(table, change.partitionOf, context)
      ? 'detaches it concurrently, once no code expects its rows in the parent'
      : 'detaches it under a short lock, once no code expects its rows in the parent',
    stages: [context.isNew(table) ? expand(...steps) : contract(gate(change), ...steps)],
    ...(context.isNew(table) ? {} : { matrix: matrix(keyOf(change.table), keyOf(change.partitionOf.parent)) }),
  }
}

/** Detached, its rows are out of sight, and a way back exists until it is dropped. */
const detachFirst: Recipe<DropPartition> = ({ table: { name }, partitionOf }, context): Candidate | Refusal => {
  const recipe = 'detach-and-drop'
  const change = { table: name, partitionOf }
  const table = tableIn(context.schema, name)!
  const held = context.schema.views.values().filter(v => v.reads[keyOf(name)] !== undefined)
  if (held.length > 0)
    return {
      recipe,
      refused: `${held.map(v => `view ${keyOf(v.name)}`).join(', ')} needs it`,
      instead: 'drop or change these first, earlier in the same change file',
    }
  if (context.isNew(table))
    return { recipe, how: 'drops the partition: no code knows it yet', stages: [expand(...dropTableSafely(table, context))] }
  const detach = detachSafely(change, context).filter(d => d.step.kind === 'detach-partition')
  const detached = tableIn(
    applyAll(
      detach.map(d => d.step),
      context.schema,
      context.engine.semantics,
    ),
    name,
  )!
  const drop = dropTableSafely(detached, context).map((d, at) => ({
    ...d,
    ...(at === 0 ? { apart: true } : {}),
    ...(d.step.kind === 'drop-table' ? { why: 'nobody missed its rows' } : {}),
  }))
  return {
    recipe,
    how: context.policy.softDrop
      ? 'detaches the partition, which puts its rows out of sight, and drops it after a soak'
      : 'detaches the partition, then drops it',
    stages: context.policy.softDrop
      ? [contract(gate(change), ...detach), contract([soakElapsed()], ...drop)]
      : [contract(gate(change), ...detach, ...drop)],
    matrix: matrix(keyOf(name), keyOf(partitionOf.parent)),
  }
}

export const detachPartition: ChangeBehaviour<DetachPartition> = {
  recipes: [politely],
  direct: ({ table, partitionOf }) => [{ kind: 'detach-partition', table, partitionOf, online: false }],
  describe: ({ table, partitionOf }) => `detach ${keyOf(table)} from ${keyOf(partitionOf.parent)}`,
}

export const dropPartition: ChangeBehaviour<DropPartition> = {
  recipes: [detachFirst],
  direct: ({ table }) => [{ kind: 'drop-table', table }],
  describe: ({ table, partitionOf }) => `drop partition ${keyOf(table.name)} of ${keyOf(partitionOf.parent)}`,
}
