import { describe, expect, test } from 'vitest'
import { writeStatistics } from '../../src/dsl/write-statistics.ts'

const orders = { rows: 12_400_000, bytes: 3_100_000_000, writesPerSecond: 40, asOf: '2026-12-01', source: 'pg_stat, writes over 10 s' }
const code = `statistics: { rows: 12_400_000, bytes: 3_100_000_000, writesPerSecond: 40, asOf: '2026-12-01', source: 'pg_stat, writes over 10 s' }`
const found = new Map([['orders', orders]])

const file = (tables: string): string =>
  `// by hand\nimport { bigint, schema, table, text } from 'lockstep'\n\nexport default schema({\n${tables}\n})\n`

const written = async (tables: string): Promise<string> => {
  const { text } = await writeStatistics(file(tables), found)
  return text
}

describe('statistics in a schema file', () => {
  test('come as options of a table that has none', async () => {
    expect(await written('  orders: table({ id: bigint() }), // the big one')).toBe(
      file(`  orders: table({ id: bigint() }, { ${code} }), // the big one`),
    )
  })

  test('come beside other options, on a line of their own where those have one', async () => {
    expect(await written("  orders: table({ id: bigint() }, { comment: 'x' }),")).toBe(
      file(`  orders: table({ id: bigint() }, { comment: 'x', ${code} }),`),
    )
    expect(await written("  orders: table({ id: bigint() }, {\n    comment: 'x' // why\n  }),")).toBe(
      file(`  orders: table({ id: bigint() }, {\n    comment: 'x', // why\n    ${code},\n  }),`),
    )
    expect(await written('  orders: table({ id: bigint() }, t => ({\n    indexes: [t.index(["id"])],\n  })),')).toBe(
      file(`  orders: table({ id: bigint() }, t => ({\n    indexes: [t.index(["id"])],\n    ${code},\n  })),`),
    )
  })

  test('replace older ones, and the same ones change nothing', async () => {
    const once = await written('  orders: table({ id: bigint() }, { statistics: { rows: 5 }, comment: "x" }),')
    expect(once).toBe(file(`  orders: table({ id: bigint() }, { ${code}, comment: "x" }),`))
    expect((await writeStatistics(once, found)).text).toBe(once)
  })

  test('are found behind names, spreads and other words for the functions', async () => {
    const { text, written: tables } = await writeStatistics(
      `import * as l from 'lockstep'\nconst orders = l.table({ id: l.bigint() })\nconst sales = { orders }\nexport default l.schema({ ...sales })\n`,
      found,
    )
    expect(tables).toEqual(['orders'])
    expect(text).toContain(`const orders = l.table({ id: l.bigint() }, { ${code} })`)
  })

  test('keep a byte-order mark and line ends of Windows', async () => {
    const windows = `\uFEFF${file('  orders: table({ id: bigint() }, {\n    comment: "x",\n  }),').replaceAll('\n', '\r\n')}`
    const { text } = await writeStatistics(windows, found)
    expect(text).toBe(
      `\uFEFF${file(`  orders: table({ id: bigint() }, {\n    comment: "x",\n    ${code},\n  }),`).replaceAll('\n', '\r\n')}`,
    )
  })

  test('are told where they could not be written', async () => {
    const { text, left } = await writeStatistics(
      file("  orders: makeTable(), users: table({ id: bigint() }), events: table({ id: bigint() }, shared('events')),"),
      new Map([...found, ['events', orders]]),
    )
    expect(text).toBe(file("  orders: makeTable(), users: table({ id: bigint() }), events: table({ id: bigint() }, shared('events')),"))
    expect(left).toEqual([
      { table: 'orders', because: 'its table(…) does not stand in this file' },
      { table: 'users', because: 'the database has no such table' },
      { table: 'events', because: 'its options are not written out there' },
    ])
  })

  test('leave the rows a person stated where the server knows none', async () => {
    const { text, left } = await writeStatistics(
      file('  orders: table({ id: bigint() }, { statistics: { rows: 5 } }),'),
      new Map([['orders', { bytes: 9, asOf: '2026-12-01' }]]),
    )
    expect(text).toContain('statistics: { rows: 5 }')
    expect(left[0]?.because).toContain('never analysed')
  })
})
