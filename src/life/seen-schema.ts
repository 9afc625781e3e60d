import type { Schema } from '../model/schema.ts'
import { keyOf } from '../model/name.ts'
import { dependentsOn, type Footprint } from './footprint.ts'

const families = ['tables', 'views', 'enums', 'domains', 'sequences', 'routines'] as const

/**
 * What a database (or a dump of it) says of a plan's objects, set into the schema the plan predicts: the rest of a database is
 * nobody's business here, and may be read otherwise than the plan's schema was.
 */
export const seenThrough = ({ objects, tables }: Footprint, predicted: Schema, live: Schema): Schema => {
  const wanted = new Set([...objects, ...dependentsOn(tables, live)])
  const merged = families.map(family => {
    const [own, theirs] = [predicted[family], live[family]] as [Readonly<Record<string, object>>, Readonly<Record<string, object>>]
    const entries = [...new Set([...Object.keys(own), ...[...wanted].filter(key => Object.hasOwn(theirs, key))])].flatMap(key => {
      const found = wanted.has(key) ? theirs[key] : own[key]
      if (found === undefined) return []
      return [[key, family === 'routines' && isInWords(own[key]) ? own[key]! : found] as const]
    })
    return [family, Object.fromEntries(entries)] as const
  })
  return withoutStrangers({ ...predicted, ...Object.fromEntries(merged) })
}

/** Of a function that keeps two columns in step the plan's schema says in words what it does. */
const isInWords = (routine: object | undefined): boolean =>
  routine !== undefined && 'definition' in routine && !/^create\b/i.test(String(routine.definition))

/** Foreign keys to tables that are not looked at. */
const withoutStrangers = (schema: Schema): Schema => ({
  ...schema,
  tables: Object.fromEntries(
    Object.entries(schema.tables).map(([key, table]) => {
      const constraints = table.constraints.filter(
        each => each.kind !== 'foreign-key' || schema.tables[keyOf(each.references)] !== undefined,
      )
      return [key, constraints.length === table.constraints.length ? table : { ...table, constraints }]
    }),
  ),
})
