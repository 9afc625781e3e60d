import type { Column, Schema, Table } from '../model/schema.ts'
import { canonicalJson } from './hash.ts'

const byName = <T extends { readonly name: unknown }>(items: readonly T[] | undefined): readonly T[] | undefined =>
  items === undefined || items.length === 0
    ? undefined
    : [...items].sort((a, b) => (canonicalJson(a.name) < canonicalJson(b.name) ? -1 : 1))

/** `'new'` and `'new'::status` say the same default of a status column; the catalog writes the long form. */
const bareDefault = (column: Column): Column =>
  column.default === undefined ? column : { ...column, default: { sql: column.default.sql.replace(/^('(?:[^']|'')*')::[^']*$/, '$1') } }

const printed = new WeakMap<Table, string>()

/** Tables are immutable and most of them stay the same from state to state: each is printed once. */
const printTable = (table: Table): string => {
  const known = printed.get(table)
  if (known !== undefined) return known
  const text = canonicalJson({
    ...table,
    statistics: undefined,
    columns: byName(table.columns.map(bareDefault)),
    constraints: byName(table.constraints),
    indexes: byName(table.indexes),
    triggers: byName(table.triggers),
    policies: byName(table.policies),
    extendedStatistics: byName(table.extendedStatistics),
    publications: byName(table.publications),
  })
  printed.set(table, text)
  return text
}

/** Order of columns and of constraints is no part of what a plan promises; everything else is. */
const normalised = (schema: Schema): Record<string, string> =>
  Object.fromEntries([
    ...Object.entries(schema.tables).map(([key, table]) => [`table ${key}`, printTable(table)]),
    ...(['views', 'enums', 'domains', 'sequences', 'routines', 'extensions'] as const).flatMap(family =>
      Object.entries(schema[family]).map(([key, value]) => [`${family.slice(0, -1)} ${key}`, canonicalJson(value)]),
    ),
  ])

/** Where two printed objects part, with a little of what stands there. */
const firstDifference = (a = '', b = ''): string => {
  let at = 0
  while (at < a.length && a[at] === b[at]) at += 1
  const around = (text: string): string => text.slice(Math.max(0, at - 60), at + 60)
  return `…${around(a)}… against …${around(b)}…`
}

/** What differs and how, for whoever has to mend a recipe. */
export const explainDifference = (a: Schema, b: Schema): string => {
  const [left, right] = [normalised(a), normalised(b)]
  return differingObjects(a, b)
    .map(key => `${key}: ${firstDifference(left[key], right[key])}`)
    .join('\n')
}

/** Objects in which two schemas differ, named; empty when they are the same. */
export const differingObjects = (a: Schema, b: Schema): readonly string[] => {
  const [left, right] = [normalised(a), normalised(b)]
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].filter(key => left[key] !== right[key]).sort()
}
