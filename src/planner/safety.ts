import { error, type Diagnostic } from '../model/diagnostic.ts'
import { keyOf } from '../model/name.ts'
import type { Stage } from '../plan/plan.ts'
import { blockingLocks, isStatedSmall, type World } from './world.ts'

/**
 * The last look before a plan is given out: no statement reads, builds or rewrites a live table under a lock
 * that stops the application (invariant 1), and none is known to fail.
 */
export const unsafeStatements = (stages: readonly Stage[], world: World): readonly Diagnostic[] =>
  stages.flatMap(stage => stage.units.flatMap(unit => unit.up.statements.flatMap(({ description, effects }): Diagnostic[] => {
    if (effects.fails !== undefined) return [error('statement-fails', `${description}: the server refuses it: ${effects.fails}.`)]
    const heavy = blockingLocks(effects, world).find(lock => lock.work !== 'none' && !isStatedSmall(world.schema.tables[keyOf(lock.relation)], world.policy))
    return heavy === undefined ? [] : [error('heavy-work-under-lock',
      `${description}: ${heavy.work} of ${keyOf(heavy.relation)} under ${heavy.mode.toUpperCase()} stops the application for as long as it takes.`,
      'state the table as small (statistics: { rows }) if it is, or plan it for a maintenance window (--downtime)')]
  })))
