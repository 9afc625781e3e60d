import { bigint, boolean, change, double, integer, jsonb, numeric, schema, sql, table, text, timestamptz, uuid, varchar } from 'lockstep'
import { expect, test } from 'vitest'
import { planChange } from '../../src/pipeline.ts'

const start = schema({
  orders: table({
    id: bigint().identity().primaryKey(),
    note: text(),
    code: varchar(50),
    count: bigint(),
    price: numeric(10, 2),
    at: timestamptz(),
  }),
})

/** The gate before the first file, as it says which values the new type takes. */
const gateOf = async (edit: (t: never) => unknown): Promise<readonly string[]> => {
  const planned = await planChange(change(start, 'x').table('orders', edit as never))
  if (!planned.ok) throw new Error(planned.diagnostics.map(each => each.message).join('\n'))
  return planned.value.stages[0]!.gate.map(({ text: line }) => line)
}

type Chain = { readonly changeType: (...values: readonly unknown[]) => unknown }

test.each([
  ['note', jsonb()],
  ['note', uuid()],
  ['note', boolean()],
  ['note', varchar(20)],
  ['code', varchar(20)],
  ['count', integer()],
  ['price', numeric(8, 2)],
  ['price', integer()],
])('%s to %j: what the new type does not take would be refused, so that is asked first', async (column, type) => {
  const gate = await gateOf(t => (t as Chain).changeType(column, type))
  expect(gate).toHaveLength(1)
  expect(gate[0]).toMatch(new RegExp(`^All running code writes to orders.${column} only what .+ takes`))
})

test.each([
  ['count', numeric()],
  ['count', text()],
  ['count', double()],
  ['price', numeric(14, 4)],
  ['price', text()],
  ['at', text()],
])('%s to %j: every value has its counterpart, and nothing is asked', async (column, type) => {
  expect(await gateOf(t => (t as Chain).changeType(column, type))).toEqual([])
})

test('a conversion that is stated is its author’s', async () => {
  const forward = sql`nullif(note, '')::jsonb`
  expect(await gateOf(t => (t as Chain).changeType('note', jsonb(), { forward, backward: sql`note::text` }))).toEqual([])
})

test('a shorter text is assigned, not cast: a cast would cut it without a word', async () => {
  const planned = await planChange(change(start, 'x').table('orders', t => t.changeType('code', varchar(20))))
  expect(JSON.stringify(planned)).not.toContain('code::character varying(20)')
})
