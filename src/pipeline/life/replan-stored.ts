import { existsSync } from 'node:fs'
import { defaultPolicy } from '../../changes/recipe.ts'
import { tryStep } from '../../life/apply.ts'
import { writtenStages, type Attestation, type PlanState, type Replanning } from '../../life/plan-state.ts'
import type { Related } from '../../life/related-neighbours.ts'
import type { StoredPlan } from '../../life/stored-plan.ts'
import { walk } from '../../life/walk.ts'
import { error, fail, ok, type Diagnostic, type Result } from '../../model/diagnostic.ts'
import type { Schema } from '../../model/schema.ts'
import type { Plan, Stage, Unit } from '../../plan/plan.ts'
import { rebase } from '../../planner/rebase.ts'
import type { Engine } from '../../steps/engine.ts'
import { describeStep } from '../../steps/index.ts'
import type { Step } from '../../steps/step.ts'
import { readStartingSchema } from '../starting-schema.ts'
import { editedChange, wantedNow, type EditedChange } from './edited-change.ts'
import { groundOf } from './ground.ts'
import { remainingOf, replanWith, surroundingsOf, type Surroundings } from './neighbours.ts'
import { seenChanges, type SeenChanges } from './seen-changes.ts'

/** Where the present state is read from; the repository's history where neither is given. */
export interface PresentSource {
  readonly databaseUrl?: string
  /** A schema file, a dump in SQL, or `schema.rb`. */
  readonly schema?: string
}

/** A plan as it was and as it is to be; nothing is written yet. */
export interface ReplannedPlan {
  readonly before: StoredPlan
  readonly after: StoredPlan
  /** Plans that had undone something of it, and that have ended, since their stages are stages of it now. */
  readonly joined: readonly StoredPlan[]
  /** Stages that were left, and those that are left now. */
  readonly left: readonly Stage[]
  readonly leftNow: readonly Stage[]
  /** What it was planned anew for, one line each; empty where nothing has come in between. */
  readonly because: readonly string[]
  /** What a person should know besides. */
  readonly notes: readonly Diagnostic[]
}

/**
 * Plans what is left of a plan from how things stand now.
 *
 * @param root of the workspace, absolute
 * @param on the day, `2026-11-20`
 */
export const replanStored = async (root: string, before: StoredPlan, source: PresentSource, on: string): Promise<Result<ReplannedPlan>> => {
  const ground = groundOf(root, before)
  if (!ground.ok) return ground
  const { stored, joined } = ground.value
  const left = remainingOf(stored)
  if (left.length === 0)
    return fail(
      error(
        'nothing-remains',
        `All stages of ${stored.slug} are written: there is nothing left to plan.`,
        'what its files lack now is a change of its own: write a change file, or lockstep revert',
      ),
    )
  const around = await surroundingsOf(root, stored)
  const live = await presentSchema(source, around.engine)
  if (!live.ok) return live
  const present = live.value === undefined ? fromHistory(stored, around) : fromSchema(stored, around, live.value)
  if (!present.ok) return present
  const { since, schema, notes } = present.value
  const edited = await editedChange(root, stored)
  const wanted = edited.changes === undefined ? stored : { ...stored, plan: { ...stored.plan, changes: edited.changes } }
  const again = replanWith(wanted, around.engine, since, schema)
  const because = [...ground.value.because, ...present.value.because]
  if (!again.ok) return fail(...again.diagnostics, ...[...because, ...editedIn(edited, stored)].map(noteOf))
  const { plan, schema: start } = again.value
  if (edited.changes !== undefined) because.push(...wantedNow(stored.plan, plan, stored.state.change))
  const leftNow = plan.stages.filter(({ number }) => !writtenStages(stored.state).has(number))
  const { kept, lost } = carriedOver(stored.state.attestations, left, leftNow)
  const replanning: Replanning = {
    on,
    because: because.join('; ') || 'looked at again',
    includes: takenIn(stored, around, start, live.value !== undefined),
  }
  const state: PlanState = {
    ...stored.state,
    ...edited.state,
    attestations: kept,
    replanned: [...(stored.state.replanned ?? []), replanning],
  }
  const after: StoredPlan = { ...stored, plan, schema: start, state }
  return ok({
    before: stored,
    after,
    joined: joined.map(each => partOf(each, stored.slug, on)),
    left,
    leftNow,
    because,
    notes: [...ground.value.notes, ...notes, ...edited.notes, ...lost],
  })
}

const partOf = (undoing: StoredPlan, slug: string, on: string): StoredPlan => ({
  ...undoing,
  state: { ...undoing.state, end: undoing.state.end ?? { how: 'finished', on, because: `its stages are stages of ${slug} now` } },
})

/** The schema that a database or a file states; nothing where neither is named. */
export const presentSchema = async ({ databaseUrl, schema }: PresentSource, engine: Engine): Promise<Result<Schema | undefined>> => {
  if (databaseUrl !== undefined) return (await import('../../engines/postgres/read-database.ts')).readDatabase(databaseUrl)
  if (schema === undefined) return ok(undefined)
  return existsSync(schema)
    ? readStartingSchema(schema, engine)
    : fail(error('no-such-path', `the schema ${schema} is not there`, 'write it with lockstep pull, or pg_dump --schema-only'))
}

interface Present {
  readonly since: readonly Step[]
  readonly schema: Schema
  readonly because: readonly string[]
  readonly notes: readonly Diagnostic[]
}

const noteOf = (message: string): Diagnostic => ({ code: 'came-in-between', severity: 'note', message })

const editedIn = ({ changes }: EditedChange, { state }: StoredPlan): readonly string[] =>
  changes === undefined ? [] : [`${state.change} was edited, and is planned from as it is now`]

const why = ({ neighbour, reasons }: Related): string => `${neighbour.file}: ${reasons.join('; ')}`

const fromHistory = ({ schema, plan }: StoredPlan, { events, footprint, engine, since, related }: Surroundings): Result<Present> => {
  const walked = walk(schema, events, footprint, engine)
  if (walked.refused !== undefined)
    return fail(
      error(
        'written-does-not-run',
        `What is written of "${plan.title}" no longer runs among the migrations of the repository: ${describeStep(walked.refused.step)}: ${walked.refused.because}.`,
        'settle with the author of what came in between; where its files have run already, plan from a database: --database-url',
      ),
      ...related.map(each => noteOf(why(each))),
    )
  return ok({ since, schema: walked.schema, because: related.map(why), notes: [] })
}

const unitsWritten = ({ plan, state }: StoredPlan): readonly Unit[] => {
  const written = writtenStages(state)
  return plan.stages.filter(({ number }) => written.has(number)).flatMap(({ units }) => units)
}

/** What the database has, then the written units that have not run there, then what others have in the repository beyond it. */
const fromSchema = (stored: StoredPlan, { events, footprint, engine, related }: Surroundings, live: Schema): Result<Present> => {
  const units = unitsWritten(stored)
  const seen = seenChanges(stored.schema, units, live, footprint, engine, { ...defaultPolicy, ...stored.state.policy })
  let { present } = seen
  const waiting = units.slice(seen.run)
  for (const unit of waiting)
    for (const { step } of unit.up.statements) {
      const applied = tryStep(step, present, engine.semantics)
      if ('refused' in applied) return fail(cannotRun(stored, unit, step, applied.refused))
      present = applied.schema
    }
  const ahead = walk(
    present,
    events.filter(each => 'neighbour' in each),
    footprint,
    engine,
  )
  const further = ahead.deeds.flatMap(({ steps }) => steps)
  return ok({
    since: [...seen.since, ...further],
    schema: ahead.schema,
    because: [
      ...seen.told.map(each => `the database differs: ${each}`),
      ...related.filter(({ neighbour }) => ahead.deeds.some(each => each.neighbour === neighbour && each.steps.length > 0)).map(why),
    ],
    notes: notesOn(seen, waiting, stored),
  })
}

const filesOf = ({ state }: StoredPlan, units: readonly Unit[]): string =>
  state.files
    .filter(({ unit }) => units.some(({ id }) => id === unit))
    .map(({ path }) => path)
    .join(', ')

const cannotRun = (stored: StoredPlan, unit: Unit, step: Step, because: string): Diagnostic =>
  error(
    'waiting-file-cannot-run',
    `${filesOf(stored, [unit]) || unit.title} is written, has not run on this database, and would fail there: ${describeStep(step)}: ${because}. Nothing was written.`,
    'take the other change back by a new migration; or, where the file has run nowhere, remove it, take it out of state.json, and plan anew',
  )

const notesOn = ({ unsaid }: SeenChanges, waiting: readonly Unit[], stored: StoredPlan): readonly Diagnostic[] => [
  ...(waiting.length === 0
    ? []
    : [
        {
          code: 'files-wait',
          severity: 'note' as const,
          message: `Not run yet on this database: ${filesOf(stored, waiting) || waiting.map(({ title }) => title).join('; ')}. What is left comes after them.`,
        },
      ]),
  ...unsaid.map((message): Diagnostic => ({
    code: 'not-followed',
    severity: 'warning',
    message: `differs and is not followed: ${message}`,
  })),
]

/** Attestations of a gate's line that is asked again, under whatever number, go on to hold. */
const carriedOver = (
  attestations: readonly Attestation[],
  left: Plan['stages'],
  leftNow: Plan['stages'],
): { readonly kept: readonly Attestation[]; readonly lost: readonly Diagnostic[] } => {
  const numbers = new Set(left.map(({ number }) => number))
  const placed = attestations.map(each => {
    if (!numbers.has(each.stage)) return { each, stage: each.stage }
    const same = leftNow.find(({ gate }) => gate.some(({ text }) => text === each.line))
    return { each, stage: same?.number }
  })
  return {
    kept: placed.flatMap(({ each, stage }) => (stage === undefined ? [] : [{ ...each, stage }])),
    lost: placed
      .filter(({ stage }) => stage === undefined)
      .map(({ each }): Diagnostic => ({
        code: 'attestation-is-void',
        severity: 'note',
        message: `No gate asks any more for "${each.line}", attested by ${each.by} for ${each.environment}.`,
      })),
  }
}

/** Migrations of others that the plan's schema has now: no neighbours any more. One that works on what the plan itself made stays one. */
const takenIn = (
  { schema }: StoredPlan,
  { events, footprint, engine, since }: Surroundings,
  start: Schema,
  isSeen: boolean,
): readonly string[] => {
  const late = new Set(rebase(schema, since, engine.semantics).late)
  return walk(schema, events, footprint, engine)
    .deeds.filter(({ neighbour, steps, unknown, isNear }) => {
      if (!isNear && unknown.length === 0) return false
      if (!isSeen) return !steps.some(step => late.has(step))
      return walk(start, [{ neighbour }], footprint, engine).deeds.every(each => each.steps.length === 0)
    })
    .map(({ neighbour }) => neighbour.id)
}
