import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { replay } from '../../../src/history/replay.ts'
import { classOf, engine, frontEnd } from './read-rails.ts'

const folder = join(import.meta.dirname, '../../conformance/histories/rails')
const texts = readdirSync(folder)
  .toSorted()
  .map(name => readFileSync(join(folder, name), 'utf8'))
const words = texts.join('\n').match(/[A-Za-z_:]+[?!]?|[^\sA-Za-z_]|\n/g)!

const play = (text: string) => {
  const history = frontEnd.read([{ path: 'db/migrate/20260101000000_x.rb', text }], {})
  return { history, replayed: replay(history, { engine }) }
}

/** Every place lies in the file. */
const expectPlaces = (text: string): void => {
  const lines = text.split('\n').length
  const { history, replayed } = play(text)
  expect(history.migrations).toHaveLength(1)
  const spans = [
    ...history.diagnostics.map(({ span }) => span!),
    ...replayed.flatMap(({ up, down, diagnostics }) =>
      [...up, ...(down ?? [])].map(({ at }) => at).concat(diagnostics.map(({ span }) => span!)),
    ),
  ]
  for (const { line, column, endLine } of spans) {
    expect(line).toBeGreaterThanOrEqual(1)
    expect(column).toBeGreaterThanOrEqual(1)
    expect(endLine ?? line).toBeLessThanOrEqual(lines)
  }
}

test('a file with words changed, lost, doubled and swapped is read without a fault', () => {
  const edit = fc.record({
    at: fc.nat(),
    length: fc.nat(6),
    by: fc.array(
      fc.nat(words.length - 1).map(n => words[n]!),
      { maxLength: 4 },
    ),
  })
  fc.assert(
    fc.property(fc.nat(texts.length - 1), fc.array(edit, { minLength: 1, maxLength: 6 }), (which, edits) => {
      let text = texts[which]!
      for (const { at, length, by } of edits) {
        const start = at % (text.length + 1)
        text = `${text.slice(0, start)}${by.join(' ')}${text.slice(start + length)}`
      }
      expectPlaces(text)
    }),
    { numRuns: 150 },
  )
})

test('bodies of random words are read without a fault', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.nat(words.length - 1).map(n => words[n]!),
        { maxLength: 40 },
      ),
      some => expectPlaces(classOf(some.join(' '))),
    ),
    { numRuns: 150 },
  )
})

test('bytes that are no text, and letters of every width, are read without a fault', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), fc.nat(texts.length - 1), (odd, which) => {
      const text = texts[which]!
      expectPlaces(`${text.slice(0, text.length >> 1)}${odd}${text.slice(text.length >> 1)}`)
    }),
    { numRuns: 100 },
  )
})

test.each([
  ['loops without end', 'loop { add_column :a, :b, :text }\nwhile true\n add_column :a, :b, :text\nend'],
  ['rounds beyond count', '(1..9_999_999_999).each { |n| add_column :a, "c#{n}", :text }'],
  ['loops in loops', '9000.times { 9000.times { 9000.times { add_column :a, :b, :text } } }'],
  ['texts beyond memory', 's = "x" * 999_999_999\nt = "x" * 1000\n30.times { t = t + t }\nexecute t'],
  ['lists beyond memory', 'a = [1]\n60.times { a = a + a }\nexecute a.join'],
  ['methods that call each other', 'def change; one; end\ndef one; two; end\ndef two; one; end'],
  ['constants made of themselves', 'A = B\nB = A\ndef change; execute A; end'],
  ['deep nests', `add_column :a, :b, ${'('.repeat(3000)}1${')'.repeat(3000)}`],
  ['deep lists', `execute ${'['.repeat(20_000)}${']'.repeat(20_000)}`],
  ['long sums', `execute ${Array.from({ length: 5000 }, () => '"a"').join(' + ')}`],
  [
    'names of every object',
    'constructor :a\n__proto__ :b\ntoString\nadd_column :constructor, :__proto__, :hasOwnProperty\nt = {}\nt.constructor',
  ],
])('%s neither hang nor throw', (_, body) => {
  const start = performance.now()
  const { replayed } = play(classOf(body))
  expect(replayed).toHaveLength(1)
  // Far from a measurement: a hang would take minutes.
  expect(performance.now() - start).toBeLessThan(20_000)
})

test('six times the text takes about six times the time', () => {
  const table = (n: number): string =>
    `create_table :table_${n} do |t|\n${Array.from({ length: 8 }, (_, c) => `  t.string :column_${c}, null: false`).join('\n')}\nend`
  const long = (tables: number): string => classOf(Array.from({ length: tables }, (_, n) => table(n)).join('\n'))
  const time = (tables: number): number => {
    const text = long(tables)
    const start = performance.now()
    play(text)
    return performance.now() - start
  }
  time(100)
  const [short, large] = [Math.max(20, time(100)), time(600)]
  expect(long(600).split('\n').length).toBeGreaterThan(6000)
  expect(large / short).toBeLessThan(40)
})
