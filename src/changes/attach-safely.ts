import { keyOf, type Name } from '../model/name.ts'
import { tableIn, type Check, type PartitionOf, type Schema, type Table } from '../model/schema.ts'
import type { StepOf } from '../steps/step.ts'
import { applyAll } from '../steps/index.ts'
import { boundsAsChecks, isDefaultBounds } from '../steps/partition-bounds.ts'
import { draft, type DraftStep } from './recipe.ts'
import { addConstraintSafely, createIndexSafely, helperName, type SafeContext } from './safely.ts'

export interface Attaching {
  readonly drafts: readonly DraftStep[]
  /** The default partition refuses rows of the new bounds from before the partition is there until it is. */
  readonly guarded?: Table
}

export const defaultPartitionOf = (schema: Schema, parent: Name): Table | undefined =>
  schema.tables
    .values()
    .find(t => t.partitionOf !== undefined && keyOf(t.partitionOf.parent) === keyOf(parent) && isDefaultBounds(t.partitionOf.bounds))

/** A check that stands only until the partition is attached: the server then reads no row under its lock. */
const proof = (table: Table, expression: string, context: SafeContext, why: string, together: string) => {
  const check: Check = { kind: 'check', name: helperName(table.name.name, 'partition', 'bounds'), expression, validated: true }
  return {
    build: addConstraintSafely(table, check, context).map((d, at) => ({ ...d, ...(at === 0 ? { why } : {}) })),
    drop: draft({ kind: 'drop-constraint', table: table.name, constraint: check }, { why: 'the check has done its work', together }),
  }
}

/** Indexes, keys and foreign keys of the parent that the table lacks: built while it is in use, under the names ATTACH would give them. */
const prepare = (before: Table, after: Table, context: SafeContext): readonly DraftStep[] => {
  const isLacking =
    <T extends { readonly name: string }>(own: readonly T[]) =>
    (each: T): boolean =>
      !own.some(o => o.name === each.name)
  return [
    ...after.indexes.filter(isLacking(before.indexes)).flatMap(({ inherited: _, ...index }) => createIndexSafely(before, index, context)),
    ...after.constraints
      .filter(isLacking(before.constraints))
      .filter(c => c.kind !== 'check' && c.kind !== 'not-null')
      .flatMap(({ inherited: _, ...constraint }) => addConstraintSafely(before, constraint, context)),
  ]
}

/**
 * ATTACH without reading a row under its lock: what the parent has is built on the table first, checks prove that the
 * table's rows fit and that the default partition has none of them, and go with the attachment.
 * @returns the reason where there is no such way
 */
export const attachSafely = (table: Name, partitionOf: PartitionOf, context: SafeContext): Attaching | string => {
  const { engine, schema } = context
  const step: StepOf<'attach-partition'> = { kind: 'attach-partition', table, partitionOf }
  const together = `attach ${keyOf(table)}`
  const parent = tableIn(schema, partitionOf.parent)!
  const child = tableIn(schema, table)!
  const parts = context.isNew(child) ? [] : prepare(child, tableIn(applyAll([step], schema, engine.semantics), table)!, context)
  const prepared = applyAll(
    parts.map(d => d.step),
    schema,
    engine.semantics,
  )
  const isRead = (one: Table): boolean =>
    !context.isNew(one) &&
    !context.isSmall(one) &&
    engine.effects(step, prepared).locks.some(lock => keyOf(lock.relation) === keyOf(one.name) && lock.work !== 'none')
  const fallback = defaultPartitionOf(schema, partitionOf.parent)
  const [readsChild, readsDefault] = [isRead(child), fallback !== undefined && isRead(fallback)]
  const bounds = boundsAsChecks(parent, partitionOf, engine.quoteIdentifier)
  if (bounds === undefined && (readsChild || readsDefault)) {
    return `no check can prove beforehand what ${partitionOf.bounds} of (${parent.partitioning?.key ?? ''}) asks of the rows, so the server would read them all under its lock`
  }
  const proofs = [
    ...(readsChild
      ? [
          proof(
            tableIn(prepared, table)!,
            bounds!.inside,
            context,
            'proves later that every row fits the bounds; refuses others from now on',
            together,
          ),
        ]
      : []),
    ...(readsDefault
      ? [
          proof(
            fallback!,
            bounds!.outside,
            context,
            `proves later that ${keyOf(fallback!.name)} holds no row of the bounds; refuses them until the partition is there`,
            together,
          ),
        ]
      : []),
  ]
  return {
    drafts: [
      ...parts,
      ...proofs.flatMap(p => p.build),
      draft(step, {
        why: proofs.length === 0 ? 'nothing is read' : 'proven by the checks: no row is read',
        avoids: 'scans-table',
        together,
        apart: true,
      }),
      ...proofs.map(p => p.drop),
    ],
    ...(readsDefault ? { guarded: fallback! } : {}),
  }
}
