import type { Diagnostic, Span } from '../model/diagnostic.ts'
import { emptySchema, type Schema } from '../model/schema.ts'
import type { Engine } from '../steps/engine.ts'
import type { History, Migration } from './migration.ts'
import { record, type Recorded, type Settings } from './recorder.ts'

/** A migration with what it does where it stands in its history. */
export interface Replayed {
  readonly migration: Migration
  readonly before: Schema
  readonly after: Schema
  readonly up: readonly Recorded[]
  /** Absent where the migration says no way back. */
  readonly down?: readonly Recorded[]
  /** What the way back meets: `after`, unless later files that do nothing forth are taken back before. */
  readonly backFrom?: Schema
  /** The schema the way back leads to. */
  readonly back?: Schema
  /** Where SQL of it ends the runner's own transaction, on the way forward and on the way back. */
  readonly endings: { readonly up: readonly Span[]; readonly down: readonly Span[] }
  readonly diagnostics: readonly Diagnostic[]
}

export interface ReplayRequest {
  readonly engine: Engine
  /** What is there before the first migration: a baseline. Empty when absent. */
  readonly schema?: Schema
  readonly settings?: Settings
}

/**
 * Plays a whole history in order, so that each migration is read against the schema it meets. A migration whose reading fails
 * is named and passed over; it never stops the others.
 */
export const replay = ({ migrations }: History, { engine, schema = emptySchema, settings }: ReplayRequest): readonly Replayed[] => {
  let before = schema
  let from = 0
  const requestFor = ({ wrapping }: Migration) => ({ engine, wrapping, from, ...(settings === undefined ? {} : { settings }) })
  const ways = migrations.map(migration => {
    const forth = record({ ...requestFor(migration), schema: before }, migration.up)
    from = lastOf(forth.steps, from)
    const way = { migration, before, forth }
    before = forth.schema
    return way
  })
  const replayed: Replayed[] = []
  // A file that does nothing forth is a part of the way back of the one before it, which then begins where that ends.
  let start: Schema | undefined
  for (const { migration, before: met, forth } of ways.toReversed()) {
    const { down } = migration
    const back = down && record({ ...requestFor(migration), schema: start ?? forth.schema }, down)
    from = lastOf(back?.steps ?? [], from)
    replayed.push({
      migration,
      before: met,
      after: forth.schema,
      up: forth.steps,
      ...(back === undefined ? {} : { down: back.steps, backFrom: start ?? forth.schema, back: back.schema }),
      endings: { up: forth.endings, down: back?.endings ?? [] },
      diagnostics: [...forth.diagnostics, ...(back?.diagnostics ?? [])],
    })
    start = forth.steps.length === 0 && back !== undefined ? back.schema : undefined
  }
  return replayed.toReversed()
}

const lastOf = (steps: readonly Recorded[], from: number): number =>
  steps.reduce((last, { block, statement }) => Math.max(last, block.id, statement), from) + 1
