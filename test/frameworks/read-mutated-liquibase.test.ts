import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { liquibase } from '../../src/frameworks/liquibase/index.ts'
import type { FrontEnd } from '../../src/frameworks/read.ts'
import { cut, files, played } from './played.ts'
import { everything } from './liquibase/everything.ts'

let frontEnd: FrontEnd
beforeAll(async () => {
  frontEnd = await liquibase.frontEnd!()
})

const marks = [
  '<', '>', '/', '"', "'", '&', '&#0;', '<![CDATA[', ']]>', '<!--', '-->', '<?xml ', '<changeSet>', '</changeSet>', '${', '${${', '}', '{', '[', ']', ',', ':', '- ',
  '\n', '\n\n  ', '\t', '#', '*x', '&x ', '<<: ', '!!binary ', '|', '>-', '---\n', '--changeset a:b\n', '--rollback ', '/* liquibase rollback\n', '\uFEFF', '\0', '😀',
  'null', 'include', 'rollback', 'changeSetId="1"', '1e999',
] // prettier-ignore

const damaged = fc
  .tuple(
    fc.constantFrom(...Object.entries(everything)),
    fc.array(fc.tuple(fc.nat(9000), fc.nat(30), fc.constantFrom(...marks)), { minLength: 1, maxLength: 5 }),
  )
  .map(([[path, text], edits]) => ({
    path,
    text: edits.reduce((done, [at, gone, put]) => done.slice(0, at % done.length) + put + done.slice((at % done.length) + gone), text),
  }))

/** Reads it, plays all of it, and looks at every place that is told. */
const tryAll = (texts: Readonly<Record<string, string>>): void => {
  const sources = files(texts)
  const { migrations, diagnostics } = frontEnd.read(sources, {})
  const places = [
    ...diagnostics.flatMap(({ span }) => span ?? []),
    ...migrations.flatMap(({ at, up, down }) => [at, ...[up, down].flatMap(way => played(way).said.map(said => said.at))]),
  ]
  for (const span of places) {
    expect(span.line).toBeGreaterThan(0)
    expect(typeof cut(sources, span)).toBe('string')
  }
  for (const { severity, span, message } of diagnostics) if (severity === 'error') expect(span, message).toBeDefined()
}

describe('a changelog that is damaged', () => {
  test('never throws, whatever is broken in it, and each error has its place', () => {
    fc.assert(
      fc.property(damaged, ({ path, text }) => tryAll({ [path]: text })),
      { numRuns: 400 },
    )
  }, 120_000)

  test.each([
    ['a.xml', 'deep', '<a>'.repeat(20_000)],
    ['a.xml', 'deep and closed', `<databaseChangeLog>${'<a>'.repeat(20_000)}${'</a>'.repeat(20_000)}</databaseChangeLog>`],
    ['a.yaml', 'deep flow', `databaseChangeLog: ${'['.repeat(20_000)}`],
    ['a.yaml', 'deep map', `databaseChangeLog:\n${Array.from({ length: 2_000 }, (_, n) => `${' '.repeat(n)}a:`).join('\n')}`],
    ['a.json', 'deep', `{"databaseChangeLog": ${'['.repeat(5_000)}${']'.repeat(5_000)}}`],
    ['a.yaml', 'an alias in itself', 'databaseChangeLog: &a\n- *a\n- changeSet: &b\n    id: *b\n    changes: [*b]\n'],
    [
      'a.yaml',
      'aliases of aliases',
      `x: &x0 [1]\n${Array.from({ length: 30 }, (_, n) => `y${n}: &x${n + 1} {a: *x${n}, b: *x${n}}`).join('\n')}\ndatabaseChangeLog: *x30\n`,
    ],
    [
      'a.xml',
      'properties of properties',
      `<databaseChangeLog><property name="a" value="\${b}\${b}"/><property name="b" value="\${a}\${a}"/><changeSet id="\${a}" author="\${b}"/></databaseChangeLog>`,
    ],
    [
      'a.xml',
      'entities of entities',
      `<!DOCTYPE a [${Array.from({ length: 30 }, (_, n) => `<!ENTITY e${n + 1} "&e${n};&e${n};">`).join('')}<!ENTITY e0 "x">]><databaseChangeLog>&e30;</databaseChangeLog>`,
    ],
    ['a.sql', 'nothing but its head', '--liquibase formatted sql'],
    ['a.xml', 'empty', ''],
  ])('%s: %s', (path, _what, text) => {
    tryAll({ [path]: text.includes('databaseChangeLog') || path.endsWith('.sql') ? text : `${text}<!-- databaseChangeLog -->` })
  })

  // Were its time not in proportion to the size, this would not end before the runner's patience does.
  test('ends on a changelog of thirty thousand lines', () => {
    const set = (n: number): string =>
      `<changeSet id="${n}" author="a"><createTable tableName="t${n}">\n<column name="id" type="int"/>\n<column name="b" type="text"/>\n</createTable>\n</changeSet>\n`
    const text = `<databaseChangeLog>${Array.from({ length: 6_000 }, (_, n) => set(n)).join('')}</databaseChangeLog>`
    expect(frontEnd.read(files({ 'a.xml': text }), {}).migrations).toHaveLength(6_000)
  })
})
