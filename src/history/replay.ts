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
  /** Read against `after`; absent where the migration says no way back. */
  readonly down?: readonly Recorded[]
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
  return migrations.map(migration => {
    const { wrapping, up, down } = migration
    const request = { engine, wrapping, ...(settings === undefined ? {} : { settings }) }
    const forth = record({ ...request, schema: before, from }, up)
    from = lastOf(forth.steps, from)
    const back = down && record({ ...request, schema: forth.schema, from }, down)
    from = lastOf(back?.steps ?? [], from)
    const replayed: Replayed = {
      migration,
      before,
      after: forth.schema,
      up: forth.steps,
      ...(back === undefined ? {} : { down: back.steps, back: back.schema }),
      endings: { up: forth.endings, down: back?.endings ?? [] },
      diagnostics: [...forth.diagnostics, ...(back?.diagnostics ?? [])],
    }
    before = forth.schema
    return replayed
  })
}

const lastOf = (steps: readonly Recorded[], from: number): number =>
  steps.reduce((last, { block, statement }) => Math.max(last, block.id, statement), from) + 1
