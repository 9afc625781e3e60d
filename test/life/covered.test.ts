import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { accountsFor, type Harm } from '../../src/life/covered.ts'
import type { StoredPlan } from '../../src/life/stored-plan.ts'
import { emptySchema } from '../../src/model/schema.ts'
import type { Plan } from '../../src/plan/plan.ts'
import { root } from '../architecture/sources.ts'

const storedCase = (example: string): StoredPlan => {
  const plan = JSON.parse(readFileSync(join(root, 'test/cases', example, 'postgres-16/plan.json'), 'utf8')) as Plan
  const state = { format: 1, framework: 'rails', planned: '2026-11-20', after: [], files: [], attestations: [] } as const
  return { slug: plan.slug, plan, schema: emptySchema, state }
}

/** The stages that account for it, gates unanswered. */
const accounting = (stored: StoredPlan, harm: Partial<Harm> & Pick<Harm, 'rule'>): readonly number[] =>
  stored.plan.stages
    .filter(stage => stage.units.some(unit => accountsFor(stored, { stage, unit }, { way: 'up', breaks: [], subject: {}, ...harm })))
    .map(({ number }) => number)

const rename = storedCase('rename-column')
const trigger = 'zz_lockstep_users_full_name'

test('a plan accounts for its own trigger, and for no other', () => {
  const harm = { rule: 'trigger-runs-on-every-write' } as const
  expect(accounting(rename, { ...harm, subject: { trigger } })).toEqual([1])
  expect(accounting(rename, { ...harm, subject: { trigger: 'audit' } })).toEqual([])
})

test('a trigger that the team wants is for the team to try', () => {
  const stored = storedCase('create-trigger')
  const triggers = stored.plan.stages
    .flatMap(({ units }) => units.flatMap(({ up }) => up.statements))
    .flatMap(({ step }) => (step.kind === 'create-trigger' ? [step.trigger.name] : []))
  expect(triggers.length).toBeGreaterThan(0)
  for (const each of triggers) expect(accounting(stored, { rule: 'trigger-runs-on-every-write', subject: { trigger: each } })).toEqual([])
})

test('locks and work are never accounted for', () => {
  for (const rule of ['set-not-null-scans-table', 'lock-waits-without-limit', 'drop-index-blocks-table', 'opaque-code'])
    expect(accounting(rename, { rule })).toEqual([])
})

test('what the plan does not declare is not accounted for, whatever its gate asks', () => {
  const attestations = rename.plan.stages.flatMap(({ number, gate }) =>
    gate.map(({ text }) => ({ environment: 'production', stage: number, line: text, by: 'Ann', because: 'seen', on: '2026-11-27' })),
  )
  const answered: StoredPlan = { ...rename, state: { ...rename.state, attestations } }
  const dropped = (column: string, way: Harm['way'] = 'up') =>
    ({
      rule: 'drop-column-breaks-running-code',
      way,
      breaks: [{ kind: 'missing-column', what: `statements naming users.${column} fail with 42703`, heals: false }],
    }) as const
  expect(accounting(answered, dropped('name'))).toEqual([3])
  expect(accounting(rename, dropped('name'))).toEqual([])
  expect(accounting(answered, dropped('email'))).toEqual([])
  expect(accounting(answered, dropped('name', 'down'))).toEqual([])
})
