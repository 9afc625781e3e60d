import type { Name } from '../model/name.ts'
import type { ForeignKey, Identity, Index, PrimaryKey, Sequence } from '../model/schema.ts'
import type { SyncPair } from '../steps/shapes/column.ts'
import type { Step } from '../steps/step.ts'
import { draft, type DraftStep } from './recipe.ts'
import type { Bound } from './step-aside.ts'

export interface Renaming {
  readonly kind: 'rename-index' | 'rename-constraint'
  readonly from: string
  readonly to: string
}

/** Everything a column's name is taken over with, in one catalog-only transaction. */
export interface Swap {
  readonly table: Name
  /** The name the application uses. */
  readonly column: string
  /** The column that takes the name over. */
  readonly incoming: string
  /** The name the present column gets. */
  readonly aside: string
  /** The primary key as it stands, and the finished unique index that carries it on. */
  readonly primaryKey?: { readonly constraint: PrimaryKey; readonly index: Index }
  /** Foreign keys of other tables on the present column, each with its ready twin on the incoming one. */
  readonly foreignKeys: readonly { readonly table: Name; readonly present: ForeignKey; readonly twin: ForeignKey }[]
  /** Originals step aside first, then the copies take their names. */
  readonly renamings: readonly Renaming[]
  readonly sequence?: { readonly present: Sequence; readonly settled: Sequence; readonly default: string }
  readonly identity?: { readonly value: Identity; readonly sequence: Name }
  /** The present column was required; once aside it must take NULL for values that only the new one can hold. */
  readonly relaxes: boolean
  /** What holds the columns by their numbers: gone before the names swap, back after, over the same name. */
  readonly bound: Pick<Bound, 'drop' | 'create'>
  readonly sync: { readonly name: string; readonly before: readonly SyncPair[]; readonly after?: readonly SyncPair[] }
}

/** Names swap in one short transaction: nothing is read, written or built, and no statement sees half of it. */
export const swapColumn = (swap: Swap): readonly DraftStep[] => {
  const { table, column, incoming, aside } = swap
  const steps: readonly Step[] = [
    ...swap.bound.drop,
    { kind: 'drop-sync-trigger', table, name: swap.sync.name, pairs: swap.sync.before },
    ...swap.foreignKeys.map(({ table: child, present }): Step => ({ kind: 'drop-constraint', table: child, constraint: present })),
    ...(swap.sequence === undefined
      ? []
      : [{ kind: 'set-default', table, column, from: { sql: swap.sequence.default }, to: undefined } as const]),
    ...(swap.identity === undefined ? [] : [{ kind: 'set-identity', table, column, from: swap.identity.value, to: undefined } as const]),
    ...(swap.primaryKey === undefined ? [] : [{ kind: 'drop-constraint', table, constraint: swap.primaryKey.constraint } as const]),
    { kind: 'rename-column', table, from: column, to: aside },
    { kind: 'rename-column', table, from: incoming, to: column },
    ...(swap.primaryKey === undefined
      ? []
      : [
          {
            kind: 'add-constraint',
            table,
            constraint: swap.primaryKey.constraint,
            usingIndex: withColumn(swap.primaryKey.index, incoming, column),
          } as const,
        ]),
    ...swap.renamings.map((renaming): Step => ({ ...renaming, table })),
    ...(swap.sequence === undefined
      ? []
      : [
          { kind: 'alter-sequence', from: swap.sequence.present, to: swap.sequence.settled } as const,
          { kind: 'set-default', table, column, from: undefined, to: { sql: swap.sequence.default } } as const,
        ]),
    ...(swap.identity === undefined
      ? []
      : [
          { kind: 'set-identity', table, column, from: undefined, to: swap.identity.value } as const,
          { kind: 'advance-sequence', sequence: swap.identity.sequence, table, column } as const,
        ]),
    ...(swap.relaxes ? [{ kind: 'drop-not-null', table, column: aside } as const] : []),
    ...(swap.sync.after === undefined
      ? []
      : [{ kind: 'create-sync-trigger', table, name: swap.sync.name, pairs: swap.sync.after } as const]),
    ...swap.foreignKeys.map(({ table: child, present, twin }): Step => ({
      kind: 'rename-constraint',
      table: child,
      from: twin.name,
      to: present.name,
    })),
    ...swap.bound.create,
  ]
  const together = `swap ${table.name}.${column}`
  return steps.map(step => draft(step, { together, ...(step.kind === 'rename-column' && step.from === incoming ? { witness: true } : {}) }))
}

const withColumn = (index: Index, from: string, to: string): Index => ({
  ...index,
  parts: index.parts.map(part => (part.column === from ? { ...part, column: to } : part)),
})
