import { postgresLockModes, type Breakage, type Effects, type LockMode, type RelationLock, type Work } from '../../../model/effects.ts'
import { keyOf, type Name } from '../../../model/name.ts'
import type { EngineVersion } from '../../../model/engine.ts'
import type { Schema, Table } from '../../../model/schema.ts'
import { familyOf } from '../relations.ts'
import type { Step, StepOf, StepKind } from '../../../steps/step.ts'

/** The effects of one kind of step, seen from the schema before it. */
export type EffectsOf<K extends StepKind> = (step: StepOf<K>, before: Schema, version: EngineVersion) => Effects
export type Family<S extends Step> = { readonly [K in S['kind']]: EffectsOf<K> }

const works: readonly Work[] = ['none', 'scan', 'index-build', 'rewrite']

const heavierWork = (a: Work, b: Work): Work => (works.indexOf(a) >= works.indexOf(b) ? a : b)
const strongerMode = (a: LockMode, b: LockMode): LockMode => (postgresLockModes.indexOf(a) >= postgresLockModes.indexOf(b) ? a : b)

export const lock = (
  relation: Name,
  mode: LockMode,
  work: Work = 'none',
  relationKind: RelationLock['relationKind'] = 'table',
): RelationLock => ({ relation, relationKind, mode, work })

/** The same lock on several tables; with work only where there are rows. */
export const lockAll = (tables: readonly Table[], mode: LockMode, work: Work = 'none'): readonly RelationLock[] =>
  tables.map(table => lock(table.name, mode, table.partitioning === undefined ? work : 'none'))

/** A table with its partitions; the bare name where the schema does not hold it. */
export const reach = (before: Schema, name: Name, mode: LockMode, work: Work = 'none'): readonly RelationLock[] => {
  const family = familyOf(before, name)
  return family.length === 0 ? [lock(name, mode, work)] : lockAll(family, mode, work)
}

/** Tables and views that are read: `reads` of a view or an SQL body. Names that are no relation of the schema are skipped. */
export const readLocks = (before: Schema, relations: readonly Name[], work: Work = 'none'): readonly RelationLock[] =>
  relations.flatMap(name => {
    const view = before.views.get(keyOf(name))
    if (view !== undefined)
      return [lock(name, 'access share', view.materialized ? work : 'none', view.materialized ? 'materialized-view' : 'view')]
    return before.tables.has(keyOf(name)) ? [lock(name, 'access share', work)] : []
  })

/** One lock per relation, the strongest mode with the heaviest work. */
function merge(locks: readonly RelationLock[]): readonly RelationLock[] {
  const merged = new Map<string, RelationLock>()
  for (const one of locks) {
    const key = `${one.relationKind} ${keyOf(one.relation)}`
    const other = merged.get(key)
    merged.set(
      key,
      other === undefined ? one : { ...other, mode: strongerMode(one.mode, other.mode), work: heavierWork(one.work, other.work) },
    )
  }
  return [...merged.values()]
}

export interface More {
  readonly breaks?: readonly Breakage[]
  readonly transactional?: boolean
  readonly long?: boolean
  readonly fails?: string | undefined
}

export function answer(locks: readonly RelationLock[], { breaks = [], transactional = true, long, fails }: More = {}): Effects {
  const merged = merge(locks)
  return {
    locks: merged,
    breaks,
    transactional,
    long: long ?? merged.some(one => one.work !== 'none'),
    ...(fails === undefined ? {} : { fails }),
  }
}

export const nothing: Effects = answer([])
