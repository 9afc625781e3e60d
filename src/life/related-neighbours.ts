import type { Migration } from '../history/migration.ts'
import type { Schema } from '../model/schema.ts'
import type { Engine } from '../steps/engine.ts'
import { describeStep } from '../steps/index.ts'
import type { Semantics, Step } from '../steps/step.ts'
import { tryStep } from './apply.ts'
import { describeFact, differingFacts, factIn, factKey, type Differing, type Fact } from './fact.ts'
import { follow } from './follow.ts'
import { footprintOf, stepsOf, type Footprint } from './footprint.ts'
import type { StoredPlan } from './stored-plan.ts'
import { walk, type Event, type Walked } from './walk.ts'

/** Somebody else's migration that concerns what is left of a plan. */
export interface Related {
  readonly neighbour: Migration
  /** `may`: what it does is not understood as a whole. */
  readonly certainty: 'does' | 'may'
  /** What it does, and what would become of it; one clause each. */
  readonly reasons: readonly string[]
}

export interface Judged {
  readonly related: readonly Related[]
  /** What others have done, as far as it is understood, in order. */
  readonly since: readonly Step[]
  readonly footprint: Footprint
}

/**
 * Which of other people's migrations matter for what is left of a plan. The remaining steps are run on the schema with and without
 * their work: it matters where a step no longer runs, or where something they did would be lost or undone on the way.
 *
 * @param events the plan's written units and the migrations of others since it was made, in the order they run
 */
export const judgeNeighbours = ({ plan, schema: start }: StoredPlan, events: readonly Event[], engine: Engine): Judged => {
  const own = events.flatMap(event => ('unit' in event ? event.unit : []))
  const rest = stepsOf(plan.stages).slice(own.length)
  const footprint = footprintOf(plan.stages, passing(start, stepsOf(plan.stages), engine.semantics))
  const walked = walk(start, events, footprint, engine)
  const { deeds } = walked
  const since = deeds.flatMap(({ steps }) => steps)
  const opaque = deeds
    .filter(({ unknown }) => unknown.length > 0)
    .map(({ neighbour, unknown }): Related => ({ neighbour, certainty: 'may', reasons: [...new Set(unknown)] }))
  if (since.length === 0) return { related: opaque, since, footprint }

  const judge = (isIn: (neighbour: Migration) => boolean): readonly string[] =>
    conflicts(
      start,
      own,
      rest,
      engine,
      isIn === everybody
        ? walked
        : walk(
            start,
            events.filter(each => 'unit' in each || isIn(each.neighbour)),
            footprint,
            engine,
          ),
    )
  if (judge(everybody).length === 0) return { related: opaque, since, footprint }
  const found = new Map<Migration, readonly string[]>()
  const near = deeds.filter(({ isNear }) => isNear).map(({ neighbour }) => neighbour)
  // One after the other, so that each answers for its own work only; those already found are left out.
  for (const neighbour of near) {
    const waiting = new Set(near.slice(near.indexOf(neighbour) + 1))
    const reasons = judge(each => !waiting.has(each) && !found.has(each))
    if (reasons.length > 0) found.set(neighbour, reasons)
  }
  const related = deeds.flatMap(({ neighbour, unknown }): readonly Related[] => {
    const reasons = found.get(neighbour)
    if (reasons !== undefined) return [{ neighbour, certainty: 'does', reasons }]
    return unknown.length > 0 ? [{ neighbour, certainty: 'may', reasons: [...new Set(unknown)] }] : []
  })
  return { related, since, footprint }
}

const everybody = (): boolean => true

/** The schemas a plan leads through, as far as its steps run: under which names its objects go. */
const passing = (start: Schema, steps: readonly Step[], semantics: Semantics): readonly Schema[] => {
  let schema = start
  const all = [start]
  for (const step of steps) {
    const applied = tryStep(step, schema, semantics)
    if ('refused' in applied) break
    schema = applied.schema
    if (renames.has(step.kind)) all.push(schema)
  }
  return [...all, schema]
}

const renames: ReadonlySet<Step['kind']> = new Set(['rename-table', 'set-table-schema', 'rename-view', 'rename-type'])

/** What the work of others meets when the rest of the plan runs: one clause each. */
const conflicts = (
  start: Schema,
  own: readonly Step[],
  rest: readonly Step[],
  { semantics }: Engine,
  walked: Walked,
): readonly string[] => {
  if (walked.refused !== undefined) return [`${describeStep(walked.refused.step)} does not run with it: ${walked.refused.because}`]
  const alone = run([...own], start, semantics)
  const intended = alone.schema === undefined ? undefined : run(rest, alone.schema, semantics).schema
  if (alone.schema === undefined || intended === undefined) return [] // the plan's own schema is not what it was: nothing can be said
  const work = differingFacts(alone.schema, walked.schema)
  const met = run(rest, walked.schema, semantics)
  if (met.schema === undefined) return [`${describeStep(met.step)} no longer runs: ${met.because}`]
  return work.flatMap(each => fate(each, rest, walked.schema, met.schema, intended, semantics))
}

type Run = { readonly schema: Schema } | { readonly schema?: undefined; readonly step: Step; readonly because: string }

const run = (steps: readonly Step[], start: Schema, semantics: Semantics): Run => {
  let schema = start
  for (const step of steps) {
    const applied = tryStep(step, schema, semantics)
    if ('refused' in applied) return { step, because: applied.refused }
    schema = applied.schema
  }
  return { schema }
}

/** What becomes of one thing that others did when the rest of the plan has run; nothing where it lasts. */
const fate = (
  { before: was, after: is }: Differing,
  rest: readonly Step[],
  present: Schema,
  end: Schema,
  intended: Schema,
  semantics: Semantics,
): readonly string[] => {
  const fact = (is ?? was)!
  const place = rest.reduce<Pick<Fact, 'kind' | 'on' | 'name'>>(follow, fact)
  const last = factIn(end, place)
  if (was === undefined)
    return last === undefined ? [`it adds ${describeFact(fact)}, which ${goesWith(fact, rest, present, semantics)}`] : []
  if (is === undefined)
    return last === undefined || factKey(place) !== factKey(fact) ? [] : [`it drops ${describeFact(fact)}, which would be made again`]
  if (last === undefined) return [`it changes ${describeFact(fact)}, which ${goesWith(fact, rest, present, semantics)}`]
  return last.value === factIn(intended, place)?.value ? [`it changes ${describeFact(fact)}, which would be undone`] : []
}

/** The step that a thing disappears with. */
const goesWith = (fact: Fact, rest: readonly Step[], present: Schema, semantics: Semantics): string => {
  let schema = present
  let place: Pick<Fact, 'kind' | 'on' | 'name'> = fact
  for (const step of rest) {
    const applied = tryStep(step, schema, semantics)
    if ('refused' in applied) break
    schema = applied.schema
    place = follow(place, step)
    if (factIn(schema, place) === undefined) return `would go with: ${describeStep(step)}`
  }
  return 'would be lost'
}
