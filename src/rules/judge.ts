import { blockedBy, postgresLockModes, type Effects, type LockMode, type RelationLock } from '../model/effects.ts'
import { keyOf, type Name } from '../model/name.ts'
import { tableIn, type Schema } from '../model/schema.ts'
import type { Recorded } from '../history/recorder.ts'
import type { Engine } from '../steps/engine.ts'
import type { Step } from '../steps/step.ts'
import { hasNothingToCheck, metInStatement } from './combined.ts'
import { meetsFewRows } from './few-rows.ts'

/** Work on a table in use while the application waits for it. */
export interface Heavy {
  /** With the mode that is really held meanwhile. */
  readonly lock: RelationLock
  /** Who took it: the step itself, another action of its statement, or an earlier statement of its transaction. */
  readonly by: 'itself' | 'statement' | 'earlier'
  readonly holder?: Judged
}

/** A step with what it does, where it stands, to the tables in use. */
export interface Judged extends Recorded {
  readonly effects: Effects
  /** Kept as it is: what it does is not known, and everything was assumed of it. */
  readonly isOpaque: boolean
  /** Locks on relations in use that make the application wait. */
  readonly blocking: readonly RelationLock[]
  readonly heavy: readonly Heavy[]
  /** Blocking locks that earlier statements of its transaction hold on relations in use, by relation. */
  readonly held: ReadonlyMap<string, Held>
  /** Is the relation in use when the step runs? What the same batch has made is not. */
  readonly isLive: (relation: Name) => boolean
  /** Does going through it take time that is felt? */
  readonly isSlow: (relation: Name) => boolean
}

export interface Held {
  readonly lock: RelationLock
  readonly by: Judged
}

/** Fewer rows than this are read, or written anew, before anybody notices. */
export const small = 10_000

export interface JudgeRequest {
  readonly engine: Engine
  /** Keys of relations nobody uses yet: made by what runs together with these steps. */
  readonly fresh: ReadonlySet<string>
  /** Known to be so few that reading or rewriting them takes no time. */
  readonly isSmall: (relation: Name) => boolean
  /** Locks an earlier migration holds, where all run in one transaction. */
  readonly held?: ReadonlyMap<string, Held>
}

export interface Judgement {
  readonly steps: readonly Judged[]
  readonly fresh: ReadonlySet<string>
  readonly held: ReadonlyMap<string, Held>
}

const strength = (mode: LockMode): number => postgresLockModes.indexOf(mode)
const isWaitedFor = (mode: LockMode): boolean => blockedBy(mode).some(blocked => blocked !== 'schema changes')
const relationKey = ({ relation, relationKind }: RelationLock): string => `${relationKind} ${keyOf(relation)}`

/** Is anything known of what it does? That it is refused is enough. */
const isOpaqueStep = (step: Step): boolean =>
  (step.kind === 'run-code' && step.fails !== true) || (step.kind === 'execute-sql' && step.known === undefined)

/** Follows the locks through the transactions of a migration, statement by statement. */
export function judge(recorded: readonly Recorded[], { engine, fresh: made, isSmall, held: carried }: JudgeRequest): Judgement {
  const hasFew = ({ few }: Recorded, relation: Name): boolean =>
    isSmall(relation) || (few?.[keyOf(relation)] ?? Number.POSITIVE_INFINITY) <= small
  let fresh = made
  let held: ReadonlyMap<string, Held> = carried ?? new Map()
  let block = carried === undefined ? undefined : recorded[0]?.block.id
  const steps: Judged[] = []
  for (const actions of statementsOf(recorded)) {
    const [first] = actions as [Recorded, ...Recorded[]]
    if (first.block.id !== block) held = new Map()
    block = first.block.id
    // What the statement itself makes is nobody's yet either.
    const unused = new Set([...fresh, ...actions.flatMap(({ step }) => madeBy(step) ?? [])])
    const isLive = (relation: Name): boolean => !unused.has(keyOf(relation))
    const effects = actions.map(one => effectsIn(one, actions, engine, isLive))
    const own = strongest(effects.flatMap(({ effect, isOpaque }) => (isOpaque ? [] : effect.locks)))
    const judged = actions.map((one, at): Judged => {
      const { effect, isOpaque } = effects[at]!
      const live = isOpaque ? [] : effect.locks.filter(lock => lock.relationKind !== 'index' && isLive(lock.relation))
      return {
        ...one,
        effects: effect,
        isOpaque,
        held,
        isLive,
        isSlow: relation => isLive(relation) && !hasFew(one, relation),
        blocking: live.filter(({ mode }) => isWaitedFor(mode)),
        heavy: live.flatMap(lock => (hasFew(one, lock.relation) ? [] : (weigh(lock, own, held) ?? []))),
      }
    })
    steps.push(...judged)
    if (first.block.transactional) held = withHeld(held, judged)
    for (const { step } of actions) fresh = freshAfter(step, fresh)
  }
  return { steps, fresh, held }
}

function* statementsOf(recorded: readonly Recorded[]): Generator<readonly Recorded[]> {
  for (let at = 0; at < recorded.length;) {
    let end = at + 1
    while (end < recorded.length && recorded[end]!.statement === recorded[at]!.statement) end += 1
    yield recorded.slice(at, end)
    at = end
  }
}

function effectsIn(
  one: Recorded,
  actions: readonly Recorded[],
  engine: Engine,
  isLive: (relation: Name) => boolean,
): { readonly effect: Effects; readonly isOpaque: boolean } {
  const { step } = one
  const isOpaque = isOpaqueStep(step)
  // Of an opaque step nothing is asked: it would be every lock on every table.
  if (isOpaque) return { isOpaque, effect: { locks: [], transactional: true, breaks: [], long: true } }
  const schema = metInStatement(one, actions)
  const effect = engine.effects(step, schema)
  if (hasNothingToCheck(one, actions, isLive) || meetsFewRows(step, schema))
    return { isOpaque, effect: { ...effect, locks: effect.locks.map(withoutWork), long: false } }
  if (step.kind !== 'attach-partition' || isLive(step.table)) return { isOpaque, effect }
  // A partition without rows: those of the default one are read all the same.
  return { isOpaque, effect: { ...effect, locks: effect.locks.map(lock => (isDefault(schema, lock.relation) ? lock : withoutWork(lock))) } }
}

const withoutWork = (lock: RelationLock): RelationLock => ({ ...lock, work: 'none' })

const isDefault = (schema: Schema, name: Name): boolean => /^\s*default\s*$/i.test(tableIn(schema, name)?.partitionOf?.bounds ?? '')

const strongest = (locks: readonly RelationLock[]): ReadonlyMap<string, LockMode> => {
  const modes = new Map<string, LockMode>()
  for (const lock of locks) {
    const known = modes.get(relationKey(lock))
    if (known === undefined || strength(lock.mode) > strength(known)) modes.set(relationKey(lock), lock.mode)
  }
  return modes
}

function weigh(lock: RelationLock, own: ReadonlyMap<string, LockMode>, held: ReadonlyMap<string, Held>): Heavy | undefined {
  if (lock.work === 'none') return undefined
  if (isWaitedFor(lock.mode)) return { lock, by: 'itself' }
  const statement = own.get(relationKey(lock))
  if (statement !== undefined && isWaitedFor(statement)) return { lock: { ...lock, mode: statement }, by: 'statement' }
  const earlier = held.get(relationKey(lock))
  return earlier === undefined ? undefined : { lock: { ...lock, mode: earlier.lock.mode }, by: 'earlier', holder: earlier.by }
}

function withHeld(held: ReadonlyMap<string, Held>, judged: readonly Judged[]): ReadonlyMap<string, Held> {
  const gained = judged.flatMap(by => by.blocking.map(lock => ({ lock, by })))
  if (gained.length === 0) return held
  const all = new Map(held)
  for (const one of gained) {
    const known = all.get(relationKey(one.lock))
    if (known === undefined || strength(one.lock.mode) > strength(known.lock.mode)) all.set(relationKey(one.lock), one)
  }
  return all
}

/** Relations a step makes, renames and drops. */
function freshAfter(step: Step, fresh: ReadonlySet<string>): ReadonlySet<string> {
  const made = madeBy(step)
  const moved = movedBy(step)
  if (made !== undefined) return new Set([...fresh, made])
  if (moved === undefined || !fresh.has(moved.from)) return fresh
  return new Set([...[...fresh].filter(key => key !== moved.from), ...(moved.to === undefined ? [] : [moved.to])])
}

function madeBy(step: Step): string | undefined {
  switch (step.kind) {
    case 'create-table':
      return keyOf(step.table.name)
    case 'create-view':
      return keyOf(step.view.name)
    case 'create-sequence':
      return keyOf(step.sequence.name)
    default:
      return undefined
  }
}

function movedBy(step: Step): { readonly from: string; readonly to?: string } | undefined {
  switch (step.kind) {
    case 'rename-table':
    case 'rename-view':
      return { from: keyOf(step.from), to: keyOf({ ...step.from, name: step.to }) }
    case 'set-table-schema':
      return { from: keyOf(step.from), to: keyOf({ name: step.from.name, ...(step.to === undefined ? {} : { schema: step.to }) }) }
    case 'drop-table':
      return { from: keyOf(step.table.name) }
    case 'drop-view':
      return { from: keyOf(step.view.name) }
    default:
      return undefined
  }
}
