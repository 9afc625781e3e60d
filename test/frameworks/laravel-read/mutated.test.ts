import { readdirSync, readFileSync } from 'node:fs'
import { emptySchema } from '../../../src/model/schema.ts'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { postgres } from '../../../src/engines/postgres/index.ts'
import { replay } from '../../../src/history/replay.ts'
import type { Engine } from '../../../src/steps/engine.ts'
import { classOf, read } from './read-laravel.ts'

const root = join(import.meta.dirname, '..', '..', 'conformance', 'histories', 'laravel')
const texts = readdirSync(root).flatMap(folder =>
  readdirSync(join(root, folder)).map(name => readFileSync(join(root, folder, name), 'utf8')),
)
const name = (n: number): string => `database/migrations/2026_01_01_${String(n).padStart(6, '0')}_a_a.php`

let engine: Engine
beforeAll(async () => {
  engine = await postgres({ engine: 'postgres', major: 18, minor: 0 })
})

const mutation = fc.record({
  text: fc.constantFrom(...texts),
  from: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.nat({ max: 40 }),
  by: fc.oneof(
    fc.constantFrom(
      '',
      '}',
      '{',
      ';',
      "'",
      '"',
      '$',
      '->',
      '::',
      '<<<SQL\n',
      '(',
      ')',
      '[',
      '?>',
      '/*',
      '#',
      '$this->up();',
      'while (true) {}',
      'é',
      '\0',
    ),
    fc.string({ maxLength: 12 }),
  ),
})

describe('files that somebody broke', () => {
  test('are read to their end without an exception, and what is said of them has a place', () => {
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 3 }), mutations => {
        const files = mutations.map(({ text, from, length, by }, n) => {
          const start = Math.floor(from * text.length)
          return [name(n), text.slice(0, start) + by + text.slice(start + length)] as const
        })
        const history = read(Object.fromEntries(files))
        const said = [...history.diagnostics, ...replay(history, { engine }).flatMap(({ diagnostics }) => diagnostics)]
        for (const { span, code } of said) expect(span?.file, code).toMatch(/^database\/migrations\//)
      }),
      { numRuns: 150, seed: 20261201 },
    )
  })

  test.each([
    ['rows changed by known values', (n: number) => `DB::table('t')->where('id', ${n})->update(['a' => 'x${n}']);`],
    ['program code', (n: number) => `$rows${n} = Model::all();`],
    ['columns', (n: number) => `Schema::table('t', fn ($table) => $table->string('c${n}'));`],
  ])('take time in proportion to their length: %s', (_, line) => {
    const timed = (statements: number): number => {
      const text = classOf(`public function up(): void {\n${Array.from({ length: statements }, (_each, n) => line(n)).join('\n')}\n}`)
      const before = performance.now()
      const [migration] = read({ [name(1)]: text }).migrations
      const to = { sql: () => undefined, code: () => undefined, note: () => undefined, schema: () => emptySchema }
      migration!.up(to as never)
      return performance.now() - before
    }
    timed(500)
    const [short, long] = [timed(500), timed(4000)]
    // Eight times as long: a square would be sixty-four.
    expect(long / short).toBeLessThan(30)
  })
})
