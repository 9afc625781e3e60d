import type { Entries } from '../../model/entries.ts'
import type { Change } from '../../changes/change.ts'
import { defaultPolicy } from '../../changes/recipe.ts'
import { keysIn, footprintOf, stepsOf } from '../../life/footprint.ts'
import { isInFlight, type StoredPlan } from '../../life/stored-plan.ts'
import { canonicalJson } from '../../model/canonical-json.ts'
import { error, fail, ok, type Result } from '../../model/diagnostic.ts'
import { editKinds, entriesOf } from '../../model/entry-kinds.ts'
import type { EntryKind, EntryKinds, Schema, Table } from '../../model/schema.ts'
import { rebaseChanges } from '../../planner/rebase.ts'
import { applyAll } from '../../steps/index.ts'
import type { Engine } from '../../steps/engine.ts'
import { loadEngine } from '../registry.ts'
import { readPlans } from './plan-folder.ts'

/** What a change file states. */
export interface StackableInput {
  readonly title?: string
  readonly schema: Schema
  readonly changes: readonly Change[]
}

export interface Stacked<T> {
  readonly input: T
  /** Slug of the plan that has to end first. */
  readonly on: string
}

/**
 * The same changes on the schema that another plan leads to.
 *
 * @param root of the workspace, absolute
 * @param on slug of that plan; the one that is on its way on a table the changes name, unless told
 */
export const stackInput = async <T extends StackableInput>(root: string, input: T, on?: string): Promise<Result<Stacked<T>>> => {
  const { plans, diagnostics } = readPlans(root)
  const below =
    on === undefined ? topOf(plans.filter(each => isInFlight(each) && shares(each, input))) : plans.find(({ slug }) => slug === on)
  // One that cannot be read may be the one that is meant.
  if (diagnostics.length > 0 && (on === undefined || below === undefined)) return fail(...diagnostics)
  if (below === undefined)
    return fail(
      error(
        'nothing-to-stack-on',
        on === undefined
          ? 'No plan is on its way on a table that the change names: there is nothing to stack it on.'
          : `The plan ${on}, which this one is stacked on, is not there.`,
        on === undefined ? 'leave --stack out' : 'restore it from version control',
      ),
    )
  const engine = await loadEngine(below.plan.engine)
  if (below.state.end !== undefined && !isAsBefore(below, input.schema)) return ok({ input, on: below.slug })
  const schema = overlaid(below, input.schema, engine)
  const changes = rebaseChanges(input.changes, schema, { engine, policy: { ...defaultPolicy, ...below.state.policy } })
  if (!changes.ok)
    return fail(
      ...changes.diagnostics.map(({ message }) =>
        error(
          'change-does-not-stack',
          `On the schema that "${below.plan.title}" leads to: ${message.replace(/ Somebody else’s.*$/, '')}`,
          'state the change, and the schema it imports, as the tables are once that plan has ended',
        ),
      ),
    )
  return ok({ input: { ...input, schema, changes: changes.value }, on: below.slug })
}

/** Where plans are stacked on each other already, the last of them. */
const topOf = (plans: readonly StoredPlan[]): StoredPlan | undefined => {
  const under = new Set(plans.map(({ state }) => state.stackedOn))
  return plans.findLast(({ slug }) => !under.has(slug)) ?? plans.at(-1)
}

const shares = ({ plan, schema }: StoredPlan, { changes }: StackableInput): boolean => {
  const named = new Set(changes.flatMap(keysIn))
  return [...footprintOf(plan.stages, [schema]).tables].some(key => named.has(key))
}

const bare = (table: Table | undefined): string => {
  if (table === undefined) return ''
  const { statistics: _, ...rest } = table
  return canonicalJson(rest)
}

/** The change file's schema still says what was there before the first plan. */
const isAsBefore = ({ plan, schema }: StoredPlan, stated: Schema): boolean =>
  [...footprintOf(plan.stages, [schema]).tables].some(
    key => stated.tables.has(key) && bare(stated.tables.get(key)) === bare(schema.tables.get(key)),
  )

/** The stated schema, with the first plan's objects as that one leaves them. */
const overlaid = ({ plan, schema: start }: StoredPlan, stated: Schema, engine: Engine): Schema => {
  const end = applyAll(stepsOf(plan.stages), start, engine.semantics)
  const { objects } = footprintOf(plan.stages, [start, end])
  return editKinds(stated, <Kind extends EntryKind>(own: Entries<EntryKinds[Kind]>, kind: Kind) => {
    if (kind === 'extensions') return own
    const [starts, ends] = [entriesOf(start, kind), entriesOf(end, kind)]
    return [...objects].reduce((done, key) => {
      const left = ends.get(key)
      return left !== undefined ? done.with(key, left) : starts.has(key) ? done.without(key) : done
    }, own)
  })
}
