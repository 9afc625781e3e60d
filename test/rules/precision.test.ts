import { beforeAll, describe, expect, test } from 'vitest'
import { effectsOf } from '../../src/engines/postgres/effects.ts'
import { postgres } from '../../src/engines/postgres/index.ts'
import { blockedBy } from '../../src/model/effects.ts'
import { emptySchema, type Schema } from '../../src/model/schema.ts'
import type { Migration } from '../../src/history/migration.ts'
import { replay } from '../../src/history/replay.ts'
import { record } from '../../src/history/recorder.ts'
import { checkMigrations } from '../../src/rules/check-migrations.ts'
import type { Engine } from '../../src/steps/engine.ts'
import type { Step } from '../../src/steps/step.ts'
import { columnSamples } from '../facts/effects/column.ts'
import { constraintSamples } from '../facts/effects/constraint.ts'
import { objectSamples } from '../facts/effects/object.ts'
import { common, type Sample } from '../facts/effects/sample.ts'
import { tableSamples } from '../facts/effects/table.ts'
import type { StepKind } from '../../src/steps/step.ts'

/** Steps whose locks and work are measured on servers of four versions (`test/facts/effects.test.ts`): the truth to be held against. */
const samples = Object.entries({ ...columnSamples, ...constraintSamples, ...objectSamples, ...tableSamples }).flatMap(([kind, list]) =>
  (list as readonly Sample<StepKind>[]).map(sample => ({ kind, title: `${kind}: ${sample.name}`, sample })),
)

const at = { file: 'sample', line: 1, column: 1 }
const version = { engine: 'postgres', major: 16, minor: 0 } as const

let engine: Engine
beforeAll(async () => void (engine = await postgres(version)))

const playing = (schema: Schema, play: Migration['up']): Schema => record({ engine, schema, wrapping: 'none' }, play).schema

/** What is told of the step alone, in a transaction of its own, on tables in use. */
function toldOf(step: Step, schema: Schema): readonly { readonly rule: string; readonly work: boolean }[] {
  const migration: Migration = {
    id: 'sample',
    name: 'sample',
    file: 'sample',
    at,
    wrapping: engine.effects(step, schema).transactional ? 'one-each' : 'none',
    up: to => to.add(at, step),
  }
  const [replayed] = replay({ migrations: [migration], diagnostics: [] }, { engine, schema, settings: { lockTimeout: 1000 } })
  return checkMigrations([replayed!], {
    engine,
    framework: 'sql',
    compare: () => [],
    textAt: () => '',
    rowsOf: () => undefined,
    end: replayed!.after,
    deployOf: () => undefined,
  }).map(({ rule, locks }) => ({ rule, work: locks.some(({ work }) => work !== 'none') }))
}

describe.each(samples.filter(({ sample: { from = 12, until = 99 } }) => from <= 16 && until >= 16))('$title', ({ sample }) => {
  test('heavy work under a blocking lock is told, and only that', () => {
    const place = () => at
    let schema = playing(emptySchema, to => to.sql(`${common} ${sample.given ?? ''}`, at, place))
    let step: Step
    try {
      if (sample.first !== undefined) {
        const first = sample.first(schema)
        schema = playing(schema, to => to.add(at, first))
      }
      step = sample.step(schema)
    } catch (reason) {
      // The sample's own SQL makes something the reader keeps as it is.
      expect(String(reason)).toContain('the sample')
      return
    }
    const { locks, fails } = effectsOf(step, schema, version)
    const isOfOldTable = (key: string): boolean => schema.tables.has(key) || schema.views.has(key)
    const heavy = locks.filter(
      ({ relation, relationKind, mode, work }) =>
        work !== 'none' &&
        relationKind !== 'index' &&
        isOfOldTable(relation.schema === undefined ? relation.name : `${relation.schema}.${relation.name}`) &&
        blockedBy(mode).some(blocked => blocked !== 'schema changes'),
    )
    const told = toldOf(step, schema)
    const isOpaque = step.kind === 'run-code' || (step.kind === 'execute-sql' && step.known === undefined)
    const isRefused = fails?.includes('23502') === true
    if (isOpaque) expect(told.map(({ rule }) => rule)).toContain('opaque-code')
    else if (isRefused) expect(told.map(({ rule }) => rule)).toContain('required-column-without-default')
    else expect(told.some(({ work }) => work)).toBe(heavy.length > 0)
  })
})
