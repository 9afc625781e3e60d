import type { DraftStep } from '../changes/recipe.ts'
import { safely, tableOfStep } from '../changes/safely.ts'
import { worseGrade, type Grade } from '../model/grade.ts'
import { keyOf } from '../model/name.ts'
import { columnIn, constraintIn, type Schema, type Table } from '../model/schema.ts'
import type { Rollback } from '../plan/plan.ts'
import { applyAll, invertStep } from '../steps/index.ts'
import type { Residue, Step } from '../steps/step.ts'
import { groupSteps, type Group } from './blocks.ts'
import type { Placed } from './placed.ts'
import { blocksBack, goesWithColumn } from './way-back-again.ts'
import { isStatedSmall, type World } from './world.ts'

interface WayBack {
  readonly grade: Grade
  readonly because?: string
  readonly steps: readonly Step[]
  /** Instead of steps: taken as they stand. */
  readonly drafts?: readonly DraftStep[]
  readonly residue: readonly Residue[]
}

const wayBack = ({ draft, before }: Placed): WayBack => {
  const inverse = invertStep(draft.step, before.schema, before.engine.semantics)
  const own =
    inverse.grade === 'irreversible'
      ? { grade: inverse.grade, because: inverse.because, steps: [], residue: [] }
      : { ...inverse, residue: inverse.residue ?? [] }
  if (draft.rollback === undefined) return own
  const { grade, because, steps, drafts, residue } = draft.rollback
  return {
    ...own,
    grade,
    because,
    ...(steps === undefined ? {} : { steps }),
    ...(drafts === undefined ? {} : { drafts }),
    residue: residue ?? (steps === undefined && drafts === undefined ? own.residue : []),
  }
}

/** Takes each step back apart into its safe sequence, seen from the schema as it is by then. */
const safeDrafts = (ways: readonly WayBack[], world: World): readonly DraftStep[] => {
  const { engine, policy } = world
  let schema = world.schema
  const run = (drafts: readonly DraftStep[]): readonly DraftStep[] => {
    schema = applyAll(
      drafts.map(d => d.step),
      schema,
      engine.semantics,
    )
    return drafts
  }
  const context = {
    engine,
    isNew: () => false /* by the time somebody goes back, it is in use */,
    isSmall: (table: Table) => isStatedSmall(table, policy),
  }
  return ways.flatMap(way =>
    way.drafts !== undefined
      ? run(way.drafts)
      : way.steps.flatMap(step => {
          const name = tableOfStep(step)
          return run(safely(step, name === undefined ? undefined : schema.tables.get(keyOf(name)), { ...context, schema }))
        }),
  )
}

/** Does the schema have what a residue speaks of: `users.name: …` a column, `users: validated flag of …` a constraint? */
const isThere = ({ what }: Residue, schema: Schema): boolean => {
  const subject = what.slice(0, what.indexOf(': '))
  const { tables, views, enums, domains, sequences, routines } = schema
  const flagged = /: validated flag of (.+)$/.exec(what)?.[1]
  const table = tables.get(subject)
  if (table !== undefined) return flagged === undefined || constraintIn(table, flagged) !== undefined
  return (
    [views, enums, domains, sequences, routines].some(family => family.get(subject) !== undefined) ||
    tables.entries().some(([key, table]) => subject.startsWith(`${key}.`) && columnIn(table, subject.slice(key.length + 1)) !== undefined)
  )
}

/** What the unit itself made goes with it, and whatever a step would have left on that. */
const settle = (way: WayBack, isLeft: (residue: Residue) => boolean): WayBack => {
  const residue = way.residue.filter(isLeft)
  return residue.length === 0 && way.residue.length > 0 && way.grade === 'leaves residue'
    ? { grade: 'exact', steps: way.steps, residue }
    : { ...way, residue }
}

/** How one unit is undone: its steps' inverses in reverse order, as safe as the way forward. */
export const rollbackOf = (group: Group): Rollback => {
  const whole = group.placed.map(wayBack).reverse()
  const taken = whole.flatMap(({ steps }) => steps)
  const inverses = whole.map(way => ({ ...way, steps: way.steps.filter(step => !goesWithColumn(step, taken)) }))
  const isIrreversible = inverses.some(way => way.grade === 'irreversible')
  const from: World = { ...group.after, unknownToCode: new Set() }
  const { groups, world: to } = groupSteps(isIrreversible ? [] : safeDrafts(inverses, from), from)
  const ways = inverses.map(way => settle(way, residue => isThere(residue, group.placed[0]!.before.schema) || isThere(residue, to.schema)))
  const grade = ways.reduce<Grade>((worst, way) => worseGrade(worst, way.grade), 'exact')
  const because = [...new Set(ways.filter(way => way.grade === grade && way.because !== undefined).map(way => way.because!))].join('; ')
  return { grade, ...(because === '' ? {} : { because }), residue: ways.flatMap(way => way.residue), blocks: blocksBack(groups) }
}
