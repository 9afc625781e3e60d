import { keyOf, sibling } from '../model/name.ts'
import type { Column, Index, PrimaryKey, Sequence, Table } from '../model/schema.ts'
import { chosenName } from '../steps/chosen-name.ts'
import type { DataFact } from '../steps/engine.ts'
import { withWidth } from '../steps/sequence-options.ts'
import type { SyncPair } from '../steps/shapes/column.ts'
import type { ChangeTypeChange } from './change.ts'
import type { Carried } from './dependents.ts'
import { changeOver, keyOver, twinOf, type Twin } from './foreign-key-twins.ts'
import type { DraftStep, RecipeContext } from './recipe.ts'
import { addConstraintSafely, createIndexSafely, helperName, indexBehind, setNotNullSafely } from './safely.ts'
import { undone } from './step-aside.ts'
import { swapColumn, type Renaming, type Swap } from './swap-column.ts'

export interface SwapParts {
  readonly change: ChangeTypeChange
  readonly context: RecipeContext
  readonly table: Table
  readonly shadow: string
  readonly aside: string
  readonly key: PrimaryKey | undefined
  readonly keyIndex: Index | undefined
  readonly twins: readonly Twin[]
  readonly carried: Carried
  readonly name: string
  readonly before: readonly SyncPair[]
  readonly after: readonly SyncPair[] | undefined
}

export const swapOf = ({
  change: { table, from, to },
  context,
  shadow,
  aside,
  key,
  keyIndex,
  twins,
  carried,
  name,
  before,
  after,
}: SwapParts): Swap => {
  const sequence: Sequence | undefined =
    from.ownedSequence === undefined ? undefined : context.schema.sequences.get(keyOf(from.ownedSequence))
  const width = to.kind === 'smallint' || to.kind === 'integer' ? to.kind : 'bigint'
  return {
    table,
    column: from.name,
    incoming: shadow,
    aside,
    ...(key === undefined || keyIndex === undefined ? {} : { primaryKey: { constraint: key, index: keyIndex } }),
    foreignKeys: twins.map(t => ({ table: t.table.name, present: t.present, twin: t.twin })),
    renamings: carried.settle.flatMap(({ step }): Renaming[] =>
      step.kind === 'rename-index' || step.kind === 'rename-constraint'
        ? [
            { kind: step.kind, from: step.to, to: helperName(step.to, 'old') },
            { kind: step.kind, from: step.from, to: step.to },
          ]
        : [],
    ),
    ...(sequence === undefined || from.default === undefined
      ? {}
      : {
          sequence: {
            present: { ...sequence, ownedBy: { table, column: aside } },
            settled: { ...withWidth(sequence, width), ownedBy: { table, column: from.name } },
            default: from.default.sql,
          },
        }),
    ...(from.identity === undefined
      ? {}
      : { identity: { value: from.identity, sequence: sibling(table, chosenName(table.name, [from.name], 'seq')) } }),
    relaxes: !from.nullable && after !== undefined,
    bound: carried.bound,
    sync: { name, before, ...(after === undefined ? {} : { after }) },
  }
}

/** The way back from the swap is a swap too: what the old column lost is built again first, while traffic goes on. */
export const back = (
  change: ChangeTypeChange,
  context: RecipeContext,
  table: Table,
  swap: Swap,
  key: PrimaryKey | undefined,
  keys: readonly Twin[],
): readonly DraftStep[] => {
  const { aside, column, incoming } = swap
  const old: Column = { ...change.from, name: aside, nullable: true, default: undefined, identity: undefined }
  const now: Table = {
    ...table,
    columns: [...table.columns.filter(c => c.name !== column), { ...change.from, type: change.to }, old],
    constraints: table.constraints.filter(c => c.kind !== 'check'),
  }
  const index = key === undefined ? undefined : indexBehind(keyOver(key, column, aside), helperName(key.name, 'old'))
  const twins = keys.map(({ table: child, present }): Twin => ({ table: child, present, twin: twinOf(present, column, aside, 'old') }))
  const isCrowded = swap.foreignKeys.length < keys.length
  const { drop } = swap.bound
  const boundBack = { drop: undone(swap.bound.create), create: undone(drop) }
  return [
    ...(change.from.nullable ? [] : setNotNullSafely(now, aside, context)),
    ...(index === undefined ? [] : createIndexSafely(now, index, context)),
    ...twins.flatMap(({ table: child, twin }) => addConstraintSafely(child, twin, context)),
    ...(isCrowded ? twins.flatMap(changeOver) : []),
    ...swapColumn({
      table: swap.table,
      column,
      incoming: aside,
      aside: incoming,
      ...(key === undefined || index === undefined ? {} : { primaryKey: { constraint: key, index } }),
      foreignKeys: isCrowded ? [] : twins.map(t => ({ ...t, table: t.table.name })),
      renamings: [...swap.renamings].reverse().map(r => ({ ...r, from: r.to, to: r.from })),
      ...(swap.sequence === undefined
        ? {}
        : {
            sequence: {
              present: { ...swap.sequence.settled, ownedBy: { table: swap.table, column: incoming } },
              settled: { ...swap.sequence.present, ownedBy: { table: swap.table, column } },
              default: swap.sequence.default,
            },
          }),
      ...(swap.identity === undefined ? {} : { identity: swap.identity }),
      relaxes: false,
      bound: boundBack,
      sync: { name: swap.sync.name, before: swap.sync.after ?? [], after: swap.sync.before },
    }),
  ]
}

export const withGuards = (swap: Swap, wayBack: readonly DraftStep[], fact: DataFact): readonly DraftStep[] => {
  const drafts = swapColumn(swap)
  const usesUp = swap.primaryKey !== undefined || swap.foreignKeys.length > 0
  const nothing = { grade: 'exact', because: 'undone with the whole swap', steps: [] } as const
  return drafts.map((d, position) => ({
    ...d,
    ...(position === 0 ? { facts: [fact], why: 'the names are about to change sides' } : {}),
    rollback:
      position === drafts.length - 1
        ? {
            grade: usesUp ? ('leaves residue' as const) : ('exact' as const),
            because: usesUp
              ? 'the index and the foreign keys that were built for the swap are used up; to swap again, take back the files that built them too'
              : 'the old column is still in step; values only the new type can hold stop the way back before anything is changed',
            drafts: wayBack,
          }
        : nothing,
  }))
}
