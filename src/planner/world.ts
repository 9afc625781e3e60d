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

/** What a statement creates is locked too, but nobody can wait for what was not there. */
export const existed = ({ relation, relationKind }: RelationLock, { tables, views, sequences }: Schema): boolean => {
  const key = keyOf(relation)
  switch (relationKind) {
    case 'table':
      return tables.has(key)
    case 'view':
    case 'materialized-view':
      return views.has(key)
    case 'sequence':
      return (
        sequences.has(key) ||
        tables.values().some(t => t.columns.some(c => c.identity !== undefined && relation.name.startsWith(`${t.name.name}_`)))
      )
    case 'index':
      return [...tables.values(), ...views.values()].some(
        owner =>
          owner.name.schema === relation.schema &&
          (owner.indexes?.some(i => i.name === relation.name) === true ||
            ('constraints' in owner && owner.constraints.some(c => c.name === relation.name))),
      )
  }
}

/** Locks that keep the application from reading or writing something it knows. */
export const blockingLocks = (effects: Effects, world: World): readonly RelationLock[] =>
  effects.locks.filter(
    lock => blocksTraffic.includes(lock.mode) && existed(lock, world.schema) && !world.unknownToCode.has(keyOf(lock.relation)),
  )

/** Does it read or write rows in proportion to a table that has many? */
export const isLong = (effects: Effects, world: World): boolean => worksOnMany(effects, world, world.policy)

/** Long, and on a table with so many rows that the work must not keep a deploy waiting. */
export const isJob = (effects: Effects, world: World): boolean => {
  const { smallTableRows, jobTableRows = smallTableRows } = world.policy
  return worksOnMany(effects, world, { ...world.policy, smallTableRows: Math.max(smallTableRows, jobTableRows) })
}

const worksOnMany = (effects: Effects, world: World, policy: Policy): boolean =>
  effects.long &&
  effects.locks.some(
    lock =>
      lock.work !== 'none' &&
      !world.unknownToCode.has(keyOf(lock.relation)) &&
      !isStatedSmall(world.schema.tables.get(keyOf(lock.relation)), policy),
  )

export const advance = (world: World, schema: Schema, created?: string): World => ({
  ...world,
  schema,
  unknownToCode: created === undefined ? world.unknownToCode : new Set([...world.unknownToCode, created]),
})
