import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Change } from '../../src/changes/change.ts'
import { behaviourOf } from '../../src/changes/index.ts'
import { defaultPolicy } from '../../src/changes/recipe.ts'
import { postgres } from '../../src/engines/postgres/index.ts'
import { frameworkIds } from '../../src/model/framework.ts'
import { keyOf } from '../../src/model/name.ts'
import { schemaFrom, type WrittenSchema } from '../../src/model/entry-kinds.ts'
import type { Schema } from '../../src/model/schema.ts'
import { generateFiles } from '../../src/pipeline.ts'
import type { Block, Plan, Unit } from '../../src/plan/plan.ts'
import { planChanges } from '../../src/planner/index.ts'
import { differingObjects } from '../../src/planner/same-schema.ts'
import { isBlocking } from '../../src/report/locks.ts'
import { applyAll } from '../../src/steps/index.ts'
import { declaredBy, declaredByAll, wordsOf } from './declared-residue.ts'
import { afterChange, randomInput, type RandomInput } from './random-input.ts'

/** LOCKSTEP_PROPERTIES raises it; LOCKSTEP_SEED starts elsewhere. */
const runs = Number(process.env['LOCKSTEP_PROPERTIES'] ?? 150)
const seed = Number(process.env['LOCKSTEP_SEED'] ?? 20_261_120)

const engines = await Promise.all([14, 18].map(major => postgres({ engine: 'postgres', major, minor: 4 })))

const planOf = (input: RandomInput, engine = engines[0]!): Plan | undefined => {
  const planned = planChanges({ title: 'random', ...input, engine, policy: defaultPolicy, maxStall: 100 })
  if (planned.ok) return planned.value
  for (const { code, message } of planned.diagnostics)
    expect(
      [code, message].every(text => text.length > 0),
      'a refusal has a name and a reason',
    ).toBe(true)
  return undefined
}

const stepsOf = (blocks: readonly Block[]) => blocks.flatMap(block => block.statements.map(statement => statement.step))
const unitsOf = (plan: Plan): readonly Unit[] => plan.stages.flatMap(stage => stage.units)

/** What stands in the failure of a law: the changes in words. */
const inWords = (changes: readonly Change[]): string => changes.map(change => behaviourOf(change).describe(change)).join('; ')

const holds = (law: (plan: Plan, input: RandomInput, engine: (typeof engines)[number]) => void): void => {
  for (const engine of engines)
    fc.assert(
      fc.property(randomInput(engine, 5), input => {
        const plan = planOf(input, engine)
        if (plan !== undefined) law(plan, input, engine)
      }),
      { seed, numRuns: runs },
    )
}

describe('plans of random changes of random schemas', () => {
  test('are most of what is asked for', () => {
    const inputs = fc.sample(randomInput(engines[0]!, 5), { seed, numRuns: runs })
    expect(inputs.filter(input => planOf(input) !== undefined).length).toBeGreaterThan(inputs.length * 0.8)
  })

  test('reach the target', () => {
    holds((plan, { schema, changes }, engine) => {
      const target = changes.reduce<Schema>((done, change) => afterChange(done, change, engine)!, schema)
      const end = applyAll(stepsOf(unitsOf(plan).map(unit => unit.up)), schema, engine.semantics)
      expect(differingObjects(end, target), inWords(changes)).toEqual([])
    })
  })

  test('go back unit by unit to where each started, but for what they declare', () => {
    holds((plan, { schema, changes }, engine) => {
      let before = schema
      for (const unit of unitsOf(plan)) {
        const after = applyAll(stepsOf([unit.up]), before, engine.semantics)
        if (unit.down.grade !== 'irreversible') {
          const back = applyAll(stepsOf(unit.down.blocks), after, engine.semantics)
          expect(wordsOf(before, back), `${inWords(changes)} / ${unit.title}`).toEqual(declaredBy(unit))
          if (unit.down.grade === 'exact') expect(unit.down.residue, `${inWords(changes)} / ${unit.title}`).toEqual([])
        }
        before = after
      }
    })
  })

  test('go all the way back from the point of no return, to where they started but for what they declare', () => {
    holds((plan, { schema, changes }, engine) => {
      const all = unitsOf(plan)
      const last = all.findIndex(unit => unit.isPointOfNoReturn)
      const units = last < 0 ? all : all.slice(0, last)
      const end = applyAll(stepsOf(units.map(unit => unit.up)), schema, engine.semantics)
      const back = applyAll(stepsOf(units.toReversed().flatMap(unit => unit.down.blocks)), end, engine.semantics)
      expect(wordsOf(schema, back), inWords(changes)).toEqual(declaredByAll(units))
    })
  })

  test('wait politely for every blocking lock on a live table, and do no work under one', () => {
    holds((plan, { schema, changes }) => {
      for (const unit of unitsOf(plan))
        for (const block of [unit.up, ...unit.down.blocks])
          for (const { effects, description } of block.statements)
            for (const lock of effects.locks.filter(
              each => each.relationKind === 'table' && isBlocking(each) && schema.tables.has(keyOf(each.relation)),
            )) {
              expect(lock.work, `${inWords(changes)} / ${description}: ${lock.mode} of ${keyOf(lock.relation)}`).toBe('none')
              expect(
                block.acquire.map(({ relation }) => keyOf(relation)),
                `${inWords(changes)} / ${description}`,
              ).toContain(keyOf(lock.relation))
            }
    })
  })

  test('contract only behind a gate that people attest', () => {
    holds((plan, { changes }) => {
      const first = plan.stages.findIndex(stage => stage.phase === 'contract')
      const gates = plan.stages.slice(0, first + 1).flatMap(stage => stage.gate)
      if (first >= 0)
        expect(
          gates.some(line => line.kind === 'attested'),
          inWords(changes),
        ).toBe(true)
    })
  })

  test('are the same from the same input, and so are the files of every framework', async () => {
    const inputs = fc.sample(randomInput(engines[0]!, 5), { seed, numRuns: Math.ceil(runs / 10) })
    for (const input of inputs) {
      const plan = planOf(input)
      expect(
        JSON.stringify(
          planOf({
            ...structuredClone({ ...input, schema: undefined }),
            schema: schemaFrom(JSON.parse(JSON.stringify(input.schema)) as WrittenSchema),
          }),
        ),
      ).toBe(JSON.stringify(plan))
      if (plan === undefined) continue
      for (const framework of frameworkIds) {
        const write = () => generateFiles(plan, { framework, now: new Date('2026-11-20T09:30:00Z') })
        const files = await write()
        expect(files.ok, `${framework}: ${inWords(input.changes)}`).toBe(true)
        expect(await write()).toEqual(files)
      }
    }
  })
})
