import type { Entries } from '../model/entries.ts'
import { editKinds, entriesOf } from '../model/entry-kinds.ts'
import type { EntryKind, EntryKinds, Schema } from '../model/schema.ts'
import { keyOf } from '../model/name.ts'
import { dependentsOn, type Footprint } from './footprint.ts'

/**
 * What a database (or a dump of it) says of a plan's objects, set into the schema the plan predicts: the rest of a database is
 * nobody's business here, and may be read otherwise than the plan's schema was.
 */
export const seenThrough = ({ objects, tables }: Footprint, predicted: Schema, live: Schema): Schema => {
  const wanted = new Set([...objects, ...dependentsOn(tables, live)])
  const seen = editKinds(predicted, <Kind extends EntryKind>(own: Entries<EntryKinds[Kind]>, kind: Kind) => {
    if (kind === 'extensions') return own
    const theirs = entriesOf(live, kind)
    return [...wanted].reduce((done, key) => {
      const found = theirs.get(key)
      if (found === undefined) return done.without(key)
      return kind === 'routines' && isInWords(own.get(key)) ? done : done.with(key, found)
    }, own)
  })
  return withoutStrangers(seen)
}

/** Of a function that keeps two columns in step the plan's schema says in words what it does. */
const isInWords = (routine: object | undefined): boolean =>
  routine !== undefined && 'definition' in routine && !/^create\b/i.test(String(routine.definition))

/** Foreign keys to tables that are not looked at. */
const withoutStrangers = (schema: Schema): Schema => ({
  ...schema,
  tables: schema.tables.map(table => {
    const constraints = table.constraints.filter(each => each.kind !== 'foreign-key' || schema.tables.has(keyOf(each.references)))
    return constraints.length === table.constraints.length ? table : { ...table, constraints }
  }),
})
