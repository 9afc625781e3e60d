import type { Schema } from '../model/schema.ts'
import { canonicalJson } from './hash.ts'

const byName = <T extends { readonly name: unknown }>(items: readonly T[] | undefined): readonly T[] | undefined =>
  items === undefined || items.length === 0 ? undefined : [...items].sort((a, b) => (canonicalJson(a.name) < canonicalJson(b.name) ? -1 : 1))

/** Order of columns and of constraints is no part of what a plan promises; everything else is. */
const normalised = (schema: Schema): Record<string, string> =>
  Object.fromEntries([
    ...Object.entries(schema.tables).map(([key, table]) => [
      `table ${key}`,
      canonicalJson({
        ...table, statistics: undefined, columns: byName(table.columns), constraints: byName(table.constraints), indexes: byName(table.indexes),
        triggers: byName(table.triggers), policies: byName(table.policies), extendedStatistics: byName(table.extendedStatistics), publications: byName(table.publications),
      }),
    ]),
    ...(['views', 'enums', 'domains', 'sequences', 'routines', 'extensions'] as const).flatMap(family =>
      Object.entries(schema[family]).map(([key, value]) => [`${family.slice(0, -1)} ${key}`, canonicalJson(value)])),
  ])

/** Objects in which two schemas differ, named; empty when they are the same. */
export const differingObjects = (a: Schema, b: Schema): readonly string[] => {
  const [left, right] = [normalised(a), normalised(b)]
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].filter(key => left[key] !== right[key]).sort()
}
