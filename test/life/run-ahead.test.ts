import { beforeAll, describe, expect, test } from 'vitest'
import { judgeUnit } from '../../src/life/judge-stage.ts'
import { partsOf } from '../../src/life/parts.ts'
import { unitsToJudge } from '../../src/life/run-ahead.ts'
import { schemaAfter, tracesOf, unitsUpTo } from '../../src/life/traces.ts'
import { loadEngine, planChange, type ChangeInput } from '../../src/pipeline.ts'
import type { Plan } from '../../src/plan/plan.ts'
import type { Engine } from '../../src/steps/engine.ts'
import { loadExampleInput } from './planned.ts'

describe('the gate of a stage that is written and has not run', () => {
  let plan: Plan
  let input: ChangeInput
  let engine: Engine
  beforeAll(async () => {
    input = await loadExampleInput('rename-column')
    const planned = await planChange(input, { engine: 'postgres@16' })
    if (!planned.ok) throw new Error('no plan')
    plan = planned.value
    engine = await loadEngine(plan.engine)
  }, 60_000)

  /** Judged for stage 3, which is written, by a database on which some stages have run. */
  const judged = (ran: number, isRecorded?: boolean): number => {
    const live = partsOf(schemaAfter(plan, input.schema, ran, engine.semantics))
    return unitsToJudge({ plan, start: input.schema, from: 2, to: 3, live, semantics: engine.semantics, isRecorded: () => isRecorded })
  }
  const [before, all] = [() => unitsUpTo(plan, 2).length, () => unitsUpTo(plan, 3).length]

  test('is judged by the stages before it, whichever of them have run', () => {
    for (const ran of [0, 1, 2]) expect(judged(ran)).toBe(before())
  })

  test('counts what its own files have taken back once they have run, by the catalog or by the ledger', () => {
    expect(judged(3)).toBe(all())
    expect(judged(2, true)).toBe(all())
    expect(judged(3, false)).toBe(all())
    expect(judged(2, false)).toBe(before())
  })

  test('then still counts the rows of a backfill, and takes no constraint that was not added for one', () => {
    const live = partsOf(schemaAfter(plan, input.schema, 1, engine.semantics))
    const traces = tracesOf(plan, input.schema, judged(1), engine.semantics)
    const verdicts = traces.map(each => [
      each.unit.slug,
      judgeUnit({ traces: each, counted: each.rows.map(rows => ({ rows, answer: { left: 7 } })) }, live).has,
    ])
    expect(verdicts).toContainEqual(['add_full_name_to_users', 'run'])
    expect(verdicts).toContainEqual(['backfill_users_full_name', 'not run'])
    expect(verdicts).toContainEqual(['add_users_full_name_not_null', 'not run'])
  })
})
