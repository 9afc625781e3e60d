import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findingsText } from '../../src/report/findings/text.ts'
import { postgres } from '../../src/engines/postgres/index.ts'
import type { Migration } from '../../src/history/migration.ts'
import { replay } from '../../src/history/replay.ts'
import { checkMigrations } from '../../src/rules/check-migrations.ts'
import { ruleOf, rules } from '../../src/rules/index.ts'
import type { Engine } from '../../src/steps/engine.ts'
import type { StepOf } from '../../src/steps/step.ts'
import { fixture, fixtures, findingsOf } from './fixture.ts'

test('every rule has its fixtures, and no folder is without a rule', () => {
  // What is left for it no SQL of today says: it is asked below.
  expect([...fixtures, 'heavy-work-under-lock'].toSorted()).toEqual(rules.map(({ id }) => id).toSorted())
})

test('work that no rule knows by name is told all the same', async () => {
  const engine = await postgres({ engine: 'postgres', major: 16, minor: 0 })
  const lock = { relation: { name: 'users' }, relationKind: 'table', mode: 'access exclusive', work: 'rewrite' } as const
  const step: StepOf<'execute-sql'> = {
    kind: 'execute-sql',
    up: 'ALTER TABLE users SHUFFLE',
    reason: 'is new',
    transactional: true,
    touches: ['users'],
    known: { verb: 'other', locks: [lock], long: true },
  }
  const at = { file: 'new.sql', line: 1, column: 1 }
  const migration: Migration = { id: 'new', name: 'new', file: 'new.sql', at, wrapping: 'one-each', up: to => to.add(at, step) }
  const replayed = replay({ migrations: [migration], diagnostics: [] }, { engine })
  const findings = checkMigrations(replayed, {
    engine,
    framework: 'sql',
    compare: () => [],
    textAt: () => '',
    rowsOf: () => undefined,
    end: replayed[0]!.after,
    deployOf: () => undefined,
  })
  expect(findings).toMatchObject([
    { rule: 'heavy-work-under-lock', severity: 'error', locks: [lock] },
    { rule: 'lock-waits-without-limit' },
  ])
})

test('a mistake of ours in one migration is told of it, and the others are judged', async () => {
  const working = await postgres({ engine: 'postgres', major: 16, minor: 0 })
  const engine: Engine = {
    ...working,
    effects: (step, before) => {
      if (step.kind === 'drop-table') throw new TypeError('no such thing')
      return working.effects(step, before)
    },
  }
  const migrationOf = (id: string, sql: string): Migration => ({
    id,
    name: id,
    file: `${id}.sql`,
    at: { file: `${id}.sql`, line: 1, column: 1 },
    wrapping: 'one-each',
    up: to => to.sql(sql, { file: `${id}.sql`, line: 1, column: 1 }),
  })
  const migrations = [
    migrationOf('1', 'CREATE TABLE a (id int); CREATE TABLE b (id int);'),
    migrationOf('2', 'DROP TABLE a;'),
    migrationOf('3', 'CREATE INDEX ON b (id);'),
  ]
  const replayed = replay({ migrations, diagnostics: [] }, { engine })
  const request = {
    engine,
    framework: 'sql',
    compare: () => [],
    textAt: () => '',
    rowsOf: () => undefined,
    end: replayed.at(-1)!.after,
    deployOf: () => undefined,
  } as const
  const told: unknown[] = []
  const findings = checkMigrations(replayed, { ...request, onMistake: ({ id }, problem) => told.push(id, String(problem)) })
  expect(told).toEqual(['2', 'TypeError: no such thing'])
  expect(findings.map(({ rule }) => rule)).toContain('create-index-blocks-writes')
  expect(() => checkMigrations(replayed, request)).toThrow('no such thing')
})

describe.each(fixtures)('%s', rule => {
  test('is told of the bad migration', async () => {
    const findings = await findingsOf(fixture(rule, 'bad'))
    expect(findings.map(finding => finding.rule)).toContain(rule)
    const shown = findings.filter(finding => finding.rule === rule || finding.severity !== 'note')
    const { framework, file } = fixture(rule, 'bad')
    const sources = [file, fixture(rule, 'bad').down].flatMap(source => source ?? [])
    const text = findingsText(
      {
        findings: shown.map(finding => ({ ...finding, framework })),
        root: '.',
        diagnostics: [],
        judgedAs: ['PostgreSQL 16'],
        migrations: 1,
        files: 1,
        answered: 0,
        covered: [],
        known: 0,
      },
      {
        isPainted: false,
        width: 110,
        notes: true,
        sourceOf: path => sources.find(source => source.path === path)?.text,
        nameOf: path => path,
      },
    )
    await expect(text).toMatchFileSnapshot(join(import.meta.dirname, rule, 'bad.txt'))
  })

  test('is not told of the good one, nor is anything worse than a note', async () => {
    const findings = await findingsOf(fixture(rule, 'good'))
    expect(findings.filter(finding => finding.rule === rule || finding.severity !== 'note')).toEqual([])
  })

  test('says harm and remedy in whole sentences', () => {
    const { harm, remedy } = ruleOf(rule)!
    expect(harm).toMatch(/^[A-Z].*[.]$/s)
    expect(remedy.words.length).toBeGreaterThan(10)
    expect(remedy.words).not.toMatch(/\.$/)
  })
})
