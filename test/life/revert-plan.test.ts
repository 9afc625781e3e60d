import { describe, expect, test } from 'vitest'
import { defaultPolicy } from '../../src/changes/recipe.ts'
import { schemaAfter } from '../../src/life/traces.ts'
import { loadEngine, planChange } from '../../src/pipeline.ts'
import type { Plan } from '../../src/plan/plan.ts'
import { revertPlan } from '../../src/planner/revert.ts'
import { loadExampleInput } from './planned.ts'

/** The plan that undoes the first stages of an example, all unless told. */
const undoing = async (name: string, upTo = Infinity): Promise<Plan> => {
  const input = await loadExampleInput(name)
  const plan = await planChange(input, { engine: 'postgres@16' })
  if (!plan.ok) throw new Error(name)
  const engine = await loadEngine(plan.value.engine)
  const stages = plan.value.stages.filter(({ number }) => number <= upTo)
  const present = schemaAfter(plan.value, input.schema, stages.length, engine.semantics)
  const undo = revertPlan({ plan: plan.value, stages, present, engine, policy: defaultPolicy, acceptsLoss: true, taken: [] })
  if (!undo.ok) throw new Error(undo.diagnostics.map(({ message }) => message).join())
  return undo.value.plan
}
const filesOf = ({ stages }: Plan): readonly string[] =>
  stages.flatMap(({ units }) => units.map(({ up }) => up.statements.map(({ description }) => description).join('; ')))

describe('undoing', () => {
  test('builds no index that is to go all the same', async () => {
    expect(filesOf(await undoing('add-unique'))).toEqual(['drop constraint users.users_email_key'])
  })

  test('puts into one file what may share a transaction', async () => {
    expect(filesOf(await undoing('grants'))).toHaveLength(1)
    expect(filesOf(await undoing('make-required'))).toHaveLength(1)
  })

  test('asks nobody for what was only put out of sight', async () => {
    const [first] = (await undoing('drop-column', 2)).stages
    expect(first!.gate).toEqual([])
    expect((await undoing('drop-table', 1)).stages.map(({ gate }) => gate)).toEqual([[]])
    expect((await undoing('rename-table')).stages.flatMap(({ gate }) => gate.map(({ text }) => text)).join()).toContain(
      'The release from before the plan is deployed everywhere again',
    )
  })
})
