import type { Migration } from '../history/migration.ts'
import { record } from '../history/recorder.ts'
import type { Schema } from '../model/schema.ts'
import type { Engine } from '../steps/engine.ts'
import type { Step } from '../steps/step.ts'
import { tryStep } from './apply.ts'
import { differingFacts, factIn } from './fact.ts'
import { keysIn, type Footprint } from './footprint.ts'

/** One thing after another, as the framework runs them: a unit of the plan, or a migration of somebody else. */
export type Event = { readonly unit: readonly Step[] } | { readonly neighbour: Migration }

/** What somebody else's migration does to the plan's schema. */
export interface Deed {
  readonly neighbour: Migration
  /** Steps that have an effect there. */
  readonly steps: readonly Step[]
  /** What may touch the plan's objects and is not understood, one clause each. */
  readonly unknown: readonly string[]
  /** It names something of the plan's footprint. */
  readonly isNear: boolean
}

export interface Walked {
  readonly schema: Schema
  readonly deeds: readonly Deed[]
  /** Where one of the plan's own units no longer runs. */
  readonly refused?: { readonly step: Step; readonly because: string }
}

/**
 * Runs the plan's own units and other people's migrations on the schema the plan starts from, in their order. That schema need
 * not be the whole database's: what others do to tables it does not have is of no interest.
 */
export const walk = (start: Schema, events: readonly Event[], footprint: Footprint, engine: Engine): Walked => {
  let schema = start
  const deeds: Deed[] = []
  for (const event of events) {
    if ('neighbour' in event) {
      const { after, deed } = meet(event.neighbour, schema, footprint, engine)
      schema = after
      deeds.push(deed)
      continue
    }
    for (const step of event.unit) {
      const applied = tryStep(step, schema, engine.semantics)
      if ('refused' in applied) return { schema, deeds, refused: { step, because: applied.refused } }
      schema = applied.schema
    }
  }
  return { schema, deeds }
}

const meet = (
  neighbour: Migration,
  before: Schema,
  footprint: Footprint,
  engine: Engine,
): { readonly after: Schema; readonly deed: Deed } => {
  const { steps: said, schema: theirs } = record({ engine, schema: before, wrapping: neighbour.wrapping }, neighbour.up)
  let after = before
  const steps: Step[] = []
  const unknown: string[] = []
  let isNear = false
  for (const { step } of said) {
    const near = keysIn(step).filter(key => footprint.objects.has(key))
    isNear ||= near.length > 0
    const opaque = opaqueness(step, footprint)
    if (opaque !== undefined) unknown.push(opaque)
    if (opaque !== undefined || step.kind === 'run-code') continue
    const applied = tryStep(step, after, engine.semantics)
    if ('schema' in applied) {
      steps.push(step)
      after = applied.schema
    } else if (near.some(key => before.tables.has(key)) && !isThere(before, theirs, after)) unknown.push(applied.refused)
  }
  return { after, deed: { neighbour, steps, unknown, isNear } }
}

/** The plan's schema has it already: it was made from a database that this migration had run on. */
const isThere = (before: Schema, theirs: Schema, ours: Schema): boolean =>
  differingFacts(before, theirs).every(({ before: was, after: is }) => {
    const found = factIn(ours, (is ?? was)!)
    return found?.value === is?.value
  })

/** Why it is not known what a step does to the plan's objects; nothing where it is, or where it does nothing to them. */
const opaqueness = (step: Step, { objects, tables }: Footprint): string | undefined => {
  if (step.kind !== 'run-code' && !(step.kind === 'execute-sql' && step.known === undefined)) return undefined
  const touched = step.touches.filter(key => objects.has(key))
  if (step.touches.length > 0 && touched.length === 0) return undefined
  const what = step.kind === 'run-code' ? `it runs code (${step.reason})` : `it runs SQL that is not understood (${step.reason})`
  return `${what}, which may touch ${(touched.length > 0 ? touched : [...tables]).join(', ')}`
}
