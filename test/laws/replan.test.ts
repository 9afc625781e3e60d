import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Change } from '../../src/changes/change.ts'
import { behaviourOf } from '../../src/changes/index.ts'
import { defaultPolicy } from '../../src/changes/recipe.ts'
import { postgres } from '../../src/engines/postgres/index.ts'
import type { Schema } from '../../src/model/schema.ts'
import type { Plan, Stage } from '../../src/plan/plan.ts'
import { planChanges } from '../../src/planner/index.ts'
import { rebaseChanges } from '../../src/planner/rebase.ts'
import { replan } from '../../src/planner/replan.ts'
import { differingObjects } from '../../src/planner/same-schema.ts'
import { applyAll } from '../../src/steps/index.ts'
import type { Step } from '../../src/steps/step.ts'
import { StepDoesNotApply } from '../../src/steps/step.ts'
import { declaredBy, wordsOf } from './declared-residue.ts'
import { afterChange, changeFrom, randomInput } from './random-input.ts'

/** LOCKSTEP_PROPERTIES raises it; LOCKSTEP_SEED starts elsewhere. */
const runs = Number(process.env['LOCKSTEP_PROPERTIES'] ?? 150)
const seed = Number(process.env['LOCKSTEP_SEED'] ?? 20_261_120)
const engine = await postgres({ engine: 'postgres', major: 16, minor: 0 })
const { semantics } = engine

const stepsOf = (stages: readonly Stage[]): readonly Step[] =>
  stages.flatMap(stage => stage.units.flatMap(unit => unit.up.statements.map(statement => statement.step)))

const direct = (change: Change, schema: Schema): readonly Step[] =>
  behaviourOf(change).direct(change, { schema, engine, policy: defaultPolicy, isSmall: () => false, isNew: () => false })

const inWords = (changes: readonly Change[]): string => changes.map(change => behaviourOf(change).describe(change)).join('; ')

interface Drawn {
  readonly schema: Schema
  readonly plan: Plan
  readonly written: readonly Stage[]
  readonly theirs: readonly Change[]
  readonly since: readonly Step[]
  /** What the database looks like when it is planned again. */
  readonly present: Schema
  readonly what: string
}

/** A plan, some of whose stages are written, and what others have done after them. */
const drawn: fc.Arbitrary<Drawn> = fc
  .tuple(
    randomInput(engine, 3),
    fc.nat(9),
    fc.array(fc.tuple(fc.nat(999), fc.nat(999), fc.nat(999), fc.nat(999)), { minLength: 1, maxLength: 2 }),
  )
  .map(([input, at, numbers]) => {
    const planned = planChanges({ title: 'random', ...input, engine, policy: defaultPolicy, maxStall: 100, patience: 40 })
    if (!planned.ok) return undefined
    const { stages } = planned.value
    const written = stages.slice(0, at % stages.length)
    let present = applyAll(stepsOf(written), input.schema, semantics)
    const theirs: Change[] = []
    const since: Step[] = []
    for (const each of numbers) {
      const change = changeFrom(present, each)
      const after = change && afterChange(present, change, engine)
      if (change === undefined || after === undefined) continue
      theirs.push(change)
      since.push(...direct(change, present))
      present = after
    }
    if (theirs.length === 0) return undefined
    const what = `${inWords(input.changes)}, ${written.length} of ${stages.length} stages written, then: ${inWords(theirs)}`
    return { schema: input.schema, plan: planned.value, written, theirs, since, present, what }
  })
  .filter(each => each !== undefined)

const replanned = ({ schema, plan, written, since, present }: Drawn) =>
  replan({ plan, schema, written, since, present, engine, policy: defaultPolicy })

describe('planning anew what remains', () => {
  test('changes nothing where nobody has done anything', () => {
    fc.assert(
      fc.property(drawn, ({ schema, plan, written, what }) => {
        const again = replan({ plan, schema, written, since: [], engine, policy: defaultPolicy })
        expect(again.ok ? again.value.plan : again.diagnostics, what).toEqual(plan)
      }),
      { seed, numRuns: runs },
    )
  })

  test('refuses by name, or ends where the changes on top of what others did lead', () => {
    let done = 0
    fc.assert(
      fc.property(drawn, each => {
        const again = replanned(each)
        if (!again.ok) {
          for (const { message, help } of again.diagnostics) expect(`${message}${help}`, each.what).toMatch(/\w{3}/)
          return
        }
        done += 1
        const { plan } = again.value
        const left = plan.stages.slice(each.written.length)
        expect(plan.stages.slice(0, each.written.length), each.what).toEqual(each.written)
        const end = applyAll(stepsOf(left), each.present, semantics)
        const target = targetOf(each)
        if (target !== undefined) expect(differingObjects(end, target), each.what).toEqual([])
      }),
      { seed, numRuns: runs },
    )
    expect(done).toBeGreaterThan(runs / 3)
  })

  test('leads back unit by unit, but for what is declared', () => {
    fc.assert(
      fc.property(drawn, each => {
        const again = replanned(each)
        if (!again.ok) return
        let before = each.present
        for (const unit of again.value.plan.stages.slice(each.written.length).flatMap(stage => stage.units)) {
          const after = applyAll(
            unit.up.statements.map(({ step }) => step),
            before,
            semantics,
          )
          if (unit.down.grade !== 'irreversible') {
            const back = applyAll(
              unit.down.blocks.flatMap(block => block.statements.map(({ step }) => step)),
              after,
              semantics,
            )
            expect(wordsOf(before, back), `${each.what} / ${unit.title}`).toEqual(declaredBy(unit))
          }
          before = after
        }
      }),
      { seed, numRuns: runs },
    )
  })
})

/** What others did first, and the changes after it; undefined where theirs works on what the plan itself has made. */
const targetOf = ({ schema, plan, since }: Drawn): Schema | undefined => {
  try {
    const start = applyAll(since, schema, semantics)
    const changes = rebaseChanges(plan.changes, start, { engine, policy: defaultPolicy })
    return changes.ok ? changes.value.reduce<Schema>((done, change) => applyAll(direct(change, done), done, semantics), start) : undefined
  } catch (problem) {
    if (problem instanceof StepDoesNotApply) return undefined
    throw problem
  }
}
