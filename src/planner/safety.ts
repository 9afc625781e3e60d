import { error, type Diagnostic } from '../model/diagnostic.ts'
import { keyOf } from '../model/name.ts'
import type { RelationLock } from '../model/effects.ts'
import type { Block, Stage } from '../plan/plan.ts'
import { blockingLocks, isStatedSmall, type World } from './world.ts'

const isKnown = (relation: RelationLock['relation'], world: World): boolean =>
  !isStatedSmall(world.schema.tables.get(keyOf(relation)), world.policy)

/** A table that is read, built on or rewritten while this or an earlier statement of the transaction keeps the application out. */
const heavyUnderLock = ({ statements }: Block, world: World): readonly Diagnostic[] => {
  const shut = new Map<string, RelationLock>()
  return statements.flatMap(({ step, description, effects }): Diagnostic[] => {
    if (step.kind === 'execute-sql') return [] // its author answers for it; the plan says that nothing is known
    if (step.kind === 'validate-constraint' && world.unknownToCode.has(keyOf(step.table))) return [] // a new table has no row to look up in the other
    for (const lock of blockingLocks(effects, world)) if (isKnown(lock.relation, world)) shut.set(keyOf(lock.relation), lock)
    const heavy = effects.locks.find(lock => lock.work !== 'none' && shut.has(keyOf(lock.relation)))
    return heavy === undefined
      ? []
      : [
          error(
            'heavy-work-under-lock',
            `${description}: ${heavy.work} of ${keyOf(heavy.relation)} under ${shut.get(keyOf(heavy.relation))!.mode.toUpperCase()} stops the application for as long as it takes.`,
            'state the table as small (statistics: { rows }) if it is, or plan it for a maintenance window (--downtime)',
          ),
        ]
  })
}

/**
 * The last look before a plan is given out: no statement reads, builds or rewrites a live table under a lock
 * that stops the application (invariant 1), and none is known to fail.
 */
export const unsafeStatements = (stages: readonly Stage[], world: World): readonly Diagnostic[] =>
  stages.flatMap(stage =>
    stage.units.flatMap(unit => [
      ...unit.up.statements.flatMap(({ description, effects }): Diagnostic[] =>
        effects.fails === undefined ? [] : [error('statement-fails', `${description}: the server refuses it: ${effects.fails}.`)],
      ),
      ...heavyUnderLock(unit.up, world),
    ]),
  )
