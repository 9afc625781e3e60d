import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findingsText } from '../../src/report/findings/text.ts'
import { ruleOf, rules } from '../../src/rules/index.ts'
import { fixture, fixtures, findingsOf } from './fixture.ts'

test('every rule has its fixtures, and no folder is without a rule', () => {
  expect(fixtures.toSorted()).toEqual(rules.map(({ id }) => id).toSorted())
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
