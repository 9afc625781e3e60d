import type { Policy } from '../changes/recipe.ts'
import type { Effects, RelationLock } from '../model/effects.ts'
import { keyOf } from '../model/name.ts'
import type { Schema, Table } from '../model/schema.ts'
import type { Engine } from '../steps/engine.ts'

/** The state a step is planned in. */
export interface World {
  readonly schema: Schema
  /** Keys of tables created since the last deploy gate: no running code knows them. */
  readonly unknownToCode: ReadonlySet<string>
  readonly engine: Engine
  readonly policy: Policy
}

const blocksTraffic: readonly RelationLock['mode'][] = ['share', 'share row exclusive', 'exclusive', 'access exclusive']

export const isStatedSmall = (table: Table | undefined, policy: Policy): boolean =>
  table?.statistics?.rows !== undefined && table.statistics.rows < policy.smallTableRows

/** Locks that keep the application from reading or writing something it knows. */
export const blockingLocks = (effects: Effects, world: World): readonly RelationLock[] =>
  effects.locks.filter(lock => blocksTraffic.includes(lock.mode) && !world.unknownToCode.has(keyOf(lock.relation)))

/** Does it read or write rows in proportion to a table that has many? */
export const isLong = (effects: Effects, world: World): boolean =>
  effects.long && effects.locks.some(lock =>
    lock.work !== 'none' && !world.unknownToCode.has(keyOf(lock.relation)) && !isStatedSmall(world.schema.tables[keyOf(lock.relation)], world.policy))

export const advance = (world: World, schema: Schema, created?: string): World => ({
  ...world,
  schema,
  unknownToCode: created === undefined ? world.unknownToCode : new Set([...world.unknownToCode, created]),
})
