import type { Breakage } from '../model/effects.ts'
import type { Stage, Statement, Unit } from '../plan/plan.ts'
import { isAnswered } from './plan-findings.ts'
import type { StoredPlan } from './stored-plan.ts'

/** What `check` has against a migration, as far as a plan can answer for it. */
export interface Harm {
  readonly rule: string
  readonly way: 'up' | 'down'
  /** What running code meets. */
  readonly breaks: readonly Breakage[]
  /** Words of the statement it is about: the `name` of a constraint, the `trigger`. */
  readonly subject: Readonly<Record<string, string>>
}

/** A unit of a plan that a file holds. */
export interface HeldUnit {
  readonly stage: Stage
  readonly unit: Unit
}

/** Harm to code that runs. No SQL can tell whether that code is still there: the gate of the stage asks people. */
const askedByGate = new Set([
  'drop-column-breaks-running-code',
  'drop-table-breaks-running-code',
  'drop-view-breaks-running-code',
  'on-conflict-loses-its-constraint',
  'rename-column-breaks-running-code', // out of the way, before it is dropped
  'rename-enum-value-rejects-writes',
  'rename-table-breaks-running-code', // out of the way, before it is dropped
  'rename-type-breaks-casts',
])

/** What nothing needs to be asked for, and the plan tells. */
const told = new Set(['cached-plans-fail-once', 'readers-meet-null', 'readers-meet-new-enum-value'])

const statementsOf = ({ up, down }: Unit, way: Harm['way']): readonly Statement[] =>
  way === 'up' ? up.statements : down.blocks.flatMap(({ statements }) => statements)

/** The plan itself says of its statements that they break just that. */
const isDeclared = ({ way, breaks }: Harm, unit: Unit): boolean => {
  const declared = new Set(statementsOf(unit, way).flatMap(({ effects }) => effects.breaks.map(({ what }) => what)))
  return breaks.every(({ what }) => declared.has(what))
}

/** What breaks only code of some kind is declared nowhere: the gate has to ask for it by name. */
const isNamed = ({ subject: { name = '' } }: Harm, lines: readonly string[]): boolean =>
  name !== '' && lines.some(line => line.split(/[^\p{L}\p{N}_$]+/u).includes(name))

/** The trigger that keeps two columns in step is the plan's own. One that the team wants is not: nobody has tried its function. */
const isOwnTrigger = ({ subject }: Harm, { up }: Unit): boolean =>
  up.statements.some(({ step }) => step.kind === 'create-sync-trigger' && step.name === subject['trigger'])

const attestedLines = ({ gate }: Stage): readonly string[] => gate.flatMap(({ kind, text }) => (kind === 'attested' ? [text] : []))

/**
 * Has the plan accounted for it? Of a file that is as the plan has written it: what the code that runs would meet is declared in
 * the plan, and the gate's lines about that code have been answered, for whatever environment; or there is no way back, and the
 * plan says why. Locks and work are nothing that a plan could answer for: where they do harm after all, something else has changed.
 */
export const accountsFor = (stored: StoredPlan, { stage, unit }: HeldUnit, harm: Harm): boolean => {
  const { rule } = harm
  if (stored.state.end?.how === 'abandoned') return false
  if (rule === 'no-way-back') return unit.down.blocks.length === 0
  if (rule === 'trigger-runs-on-every-write') return isOwnTrigger(harm, unit)
  if (!askedByGate.has(rule) && !told.has(rule)) return false
  const lines = attestedLines(stage)
  const isAsked = lines.length > 0 ? lines.every(line => isAnswered(stored, stage, line)) : told.has(rule)
  return isAsked && (harm.breaks.length > 0 ? isDeclared(harm, unit) : isNamed(harm, lines))
}
