import { keyOf, type Name } from '../model/name.ts'
import type { FrameworkId } from '../model/framework.ts'
import type { Span } from '../model/diagnostic.ts'
import type { Schema } from '../model/schema.ts'
import type { Migration } from '../history/migration.ts'
import { record } from '../history/recorder.ts'
import type { Replayed } from '../history/replay.ts'
import type { Engine } from '../steps/engine.ts'
import type { Finding, Way } from './finding.ts'
import { rules } from './index.ts'
import { judge, small, type Held, type Judged, type Judgement } from './judge.ts'
import type { Context, Rule, Setup } from './rule.ts'
import { subjectOf } from './subject.ts'

export interface CheckRequest {
  readonly engine: Engine
  readonly framework: FrameworkId
  readonly setup?: Setup
  readonly compare: Context['compare']
  readonly textAt: (span: Span) => string
  /** Rows of a table, where they are known. */
  readonly rowsOf: (table: Name) => number | undefined
  /** The schema after the last known migration. */
  readonly end: Schema
  /** The same for migrations of one deploy: what one of them makes is not in use in the next. One without any is a deploy of its own. */
  readonly deployOf: (migration: Migration) => string | undefined
  /** Is told of a migration that could not be judged, through a mistake of ours, and the others are judged; without it, that is thrown. */
  readonly onMistake?: (migration: Migration, problem: unknown) => void
}

/** What the migrations of one deploy have made of it so far. */
interface Deploy {
  /** The schema before the first of them. */
  readonly base: Schema
  readonly fresh: ReadonlySet<string>
  readonly held: ReadonlyMap<string, Held>
}

/**
 * Judges migrations by all rules, ways back as strictly as ways forth.
 *
 * @param replayed those to be judged, in their order
 */
export function checkMigrations(replayed: readonly Replayed[], request: CheckRequest): readonly Finding[] {
  const { engine, rowsOf, deployOf } = request
  const isSmall = (relation: Name): boolean => (rowsOf(relation) ?? Number.POSITIVE_INFINITY) <= small
  const deploys = new Map<string, Deploy>()
  let last: Deploy | undefined
  const check = (one: Replayed): readonly Finding[] => {
    const name = deployOf(one.migration)
    const known = name === undefined ? undefined : deploys.get(name)
    const { base, fresh, held } = known ?? { base: one.before, fresh: new Set<string>(), held: new Map<string, Held>() }
    // From one migration of a deploy to the next, with none of others between them.
    const carried = known === last && one.migration.wrapping === 'one-for-all' && held.size > 0 ? { held } : {}
    const forth = judge(one.up, { engine, fresh, isSmall, ...carried })
    const made = new Set([...forth.fresh].filter(key => !fresh.has(key)))
    last = { base, fresh: forth.fresh, held: forth.held }
    if (name !== undefined) deploys.set(name, last)
    const found = findings('up', forth, one, base, request)
    if (one.down === undefined) return found
    // The code that knows what the migration made is gone when it is undone.
    const back = judge(one.down, { engine, fresh: made, isSmall })
    return [...found, ...findings('down', back, one, one.before, request).filter(({ rule }) => !isSaid(rule, found))]
  }
  return replayed.flatMap(one => {
    try {
      return check(one)
    } catch (problem) {
      if (request.onMistake === undefined) throw problem
      request.onMistake(one.migration, problem)
      return []
    }
  })
}

/** Of the whole project rather than of a statement: once for a migration is enough. */
const isSaid = (rule: string, found: readonly Finding[]): boolean => ofTheSetup.has(rule) && found.some(one => one.rule === rule)

const ofTheSetup = new Set(['lock-waits-without-limit', 'lock-timeout-is-too-long', 'lock-timeout-cancels-build'])

function findings(way: Way, { steps }: Judgement, replayed: Replayed, base: Schema, request: CheckRequest): readonly Finding[] {
  const { engine, framework, setup = {}, compare, textAt, end } = request
  const [before, after] =
    way === 'up' ? [replayed.before, replayed.after] : [replayed.backFrom ?? replayed.after, replayed.back ?? replayed.before]
  const { migration } = replayed
  const { wrapping } = migration
  const again: Context['again'] = schema =>
    record({ engine, wrapping, schema }, (way === 'up' ? migration.up : migration.down) ?? (() => undefined))
  const context: Context = { engine, framework, setup, migration, way, steps, before, after, base, end, replayed, again, compare, textAt }
  return rules.flatMap(rule => found(rule, context))
}

const isStep = (at: Judged | Span): at is Judged => 'step' in at

const found = (rule: Rule, context: Context): readonly Finding[] =>
  rule.check(context).map(({ at, message, severity = rule.severity, locks, breaks = [], subject = {}, exactly }) => ({
    rule: rule.id,
    severity,
    way: context.way,
    migration: context.migration.id,
    span: isStep(at) ? at.at : at,
    message,
    locks: locks ?? [],
    breaks,
    subject: { ...(isStep(at) ? subjectOf(at.step) : {}), ...subject },
    ...(exactly === undefined ? {} : { exactly }),
  }))

/** Rows as a schema states them. */
export const rowsIn =
  (schema: Schema) =>
  (table: Name): number | undefined =>
    schema.tables.get(keyOf(table))?.statistics?.rows
