import { keyOf, type Name } from '../../model/name.ts'
import type { Placed } from '../facts.ts'
import { locksOf } from '../locks.ts'

/** Tables locked by a plan's files, each once. */
export const relationsOf = (units: readonly Placed[]): readonly Name[] => {
  const found = new Map(
    units.flatMap(({ unit }) =>
      locksOf(unit.up)
        .filter(lock => lock.relationKind === 'table')
        .map(lock => [keyOf(lock.relation), lock.relation]),
    ),
  )
  return [...found.values()]
}
