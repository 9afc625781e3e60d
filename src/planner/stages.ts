import type { StageDraft } from '../changes/recipe.ts'
import { keyOf, type Name } from '../model/name.ts'
import type { Schema } from '../model/schema.ts'
import type { Block, Rollback, Stage, Unit } from '../plan/plan.ts'
import { blockOf, groupSteps, type Group } from './blocks.ts'
import { sha256 } from './hash.ts'
import { unitSlug, unitTitle } from './naming.ts'
import { rollbackOf } from './rollback.ts'
import type { World } from './world.ts'

/** The plan's tables and what depends on them, as predicted: what a later check compares the live schema with. */
const fingerprint = (schema: Schema, tables: ReadonlySet<string>): string => {
  const reads = (r: Readonly<Record<string, readonly string[]>>): boolean => Object.keys(r).some(key => tables.has(key))
  return sha256({
    tables: schema.tables
      .entries()
      .filter(([key, table]) => tables.has(key) || table.constraints.some(c => c.kind === 'foreign-key' && tables.has(keyOf(c.references))))
      .map(([, { statistics: _, ...table }]) => table),
    views: schema.views.values().filter(view => reads(view.reads)),
  }).slice(0, 16)
}

const namesIn = (value: unknown): readonly Name[] =>
  value === null || typeof value !== 'object' ? [] : 'relation' in value ? [value.relation as Name] : []

const touchedTables = (groups: readonly Group[]): ReadonlySet<string> =>
  new Set(groups.flatMap(g => g.placed.flatMap(p => p.statement.effects.locks.flatMap(namesIn).map(keyOf))))

export interface BuildOptions {
  /** How a group becomes a transaction, where that is not the usual way. */
  readonly toBlock?: (group: Group) => Block
  /** How it is undone, likewise. */
  readonly toRollback?: (group: Group) => Rollback
  /** Slugs that its units must not have: those of files there are. */
  readonly avoid?: readonly string[]
  /** Those of the earlier stages that no other of them has undone; all when absent. */
  readonly standing?: readonly Stage[]
}

const unitOf = (group: Group, planSeed: string, taken: Set<string>, { toBlock = blockOf, toRollback = rollbackOf }: BuildOptions): Unit => {
  const up = toBlock(group)
  const slug = unitSlug(up.statements, taken)
  taken.add(slug)
  return {
    id: sha256([planSeed, slug, up.statements.map(s => s.sql)]).slice(0, 12),
    slug,
    title: unitTitle(up.statements),
    up,
    down: toRollback(group),
    isPointOfNoReturn: false,
  }
}

/** A stage's statements cut into transactions, before they become files with a way back. */
export interface Outline {
  readonly draft: StageDraft
  readonly before: World
  readonly groups: readonly Group[]
}

/**
 * Runs the steps of all stages on the model, one after the other.
 * Throws `StepDoesNotApply` when they do not fit the schema in this order.
 */
export const outlineStages = (
  drafts: readonly StageDraft[],
  start: World,
): { readonly stages: readonly Outline[]; readonly end: Schema } => {
  let world = start
  const stages = drafts.map(draft => {
    if (draft.gate.some(line => line.kind === 'attested')) world = { ...world, unknownToCode: new Set() } // new code may use what was created
    const before = world
    const { groups, world: after } = groupSteps(draft.steps, before)
    world = after
    return { draft, before, groups }
  })
  return { stages, end: world.schema }
}

/**
 * Builds the stages of a plan. Throws `StepDoesNotApply` when the steps do not fit the schema in this order.
 * @param planSeed what ids derive from besides content: the plan's slug
 * @param earlier stages that stay before them as they are
 */
export const buildStages = (
  drafts: readonly StageDraft[],
  start: World,
  planSeed: string,
  earlier: readonly Stage[] = [],
  options: BuildOptions = {},
): { readonly stages: readonly Stage[]; readonly end: Schema } => {
  const before = earlier.flatMap(stage => stage.units)
  const taken = new Set([...before.map(unit => unit.slug), ...(options.avoid ?? [])])
  const { stages: outlines, end } = outlineStages(drafts, start)
  const tables = new Set([
    ...before.flatMap(({ up }) => up.statements.flatMap(({ effects }) => effects.locks.flatMap(namesIn).map(keyOf))),
    ...outlines.flatMap(({ groups }) => [...touchedTables(groups)]),
  ])
  const last = earlier.at(-1)?.number ?? 0
  const stages = outlines.map(({ draft, before, groups }, index): Stage => ({
    number: last + index + 1,
    phase: draft.phase,
    gate: draft.gate,
    units: groups.map(group => unitOf(group, planSeed, taken, options)),
    fingerprint: fingerprint(before.schema, tables),
  }))
  const { standing = earlier } = options
  const isPassed = standing.some(({ units }) => units.some(unit => unit.isPointOfNoReturn))
  return { stages: isPassed ? stages : markPointOfNoReturn(stages), end }
}

/** The first unit that going back over cannot make good. */
export const markPointOfNoReturn = (stages: readonly Stage[]): readonly Stage[] => {
  let found = false
  return stages.map(stage => ({
    ...stage,
    units: stage.units.map(unit => {
      const marks = !found && (unit.down.grade === 'loses data' || unit.down.grade === 'irreversible')
      found ||= marks
      return marks ? { ...unit, isPointOfNoReturn: true } : unit
    }),
  }))
}
