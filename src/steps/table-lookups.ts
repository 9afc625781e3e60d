import { keyOf, type Name } from '../model/name.ts'
import type { Schema, Table } from '../model/schema.ts'

/**
 * Keys of tables by what they have, or have had: whoever asks looks at the table itself. A history of thousands of steps asks
 * several times a step, and each step makes a new record of a thousand tables, so that what is known of one record goes on
 * with those made from it.
 */
interface Lookups {
  /** By the names of their indexes and constraints. */
  readonly naming: Map<string, Set<string>>
  /** By the keys of the tables that their foreign keys point to. */
  readonly referencing: Map<string, Set<string>>
  /** By the names of sequences, as their defaults have them: `nextval('users_id_seq'`. */
  readonly drawing: Map<string, Set<string>>
}
type Tables = Schema['tables']

const known = new WeakMap<Tables, Lookups>()

const add = (to: Map<string, Set<string>>, by: string, key: string): void => {
  const keys = to.get(by)
  if (keys === undefined) to.set(by, new Set([key]))
  else keys.add(key)
}

const calls = /\bnextval\('((?:[^']|'')*)'/g

const learn = ({ naming, referencing, drawing }: Lookups, key: string, { columns, indexes, constraints }: Table): void => {
  for (const { default: value } of columns)
    if (value?.sql.includes('nextval(') === true) for (const [, sequence] of value.sql.matchAll(calls)) add(drawing, sequence!, key)
  for (const { name } of indexes) add(naming, name, key)
  for (const constraint of constraints) {
    add(naming, constraint.name, key)
    if (constraint.kind === 'foreign-key') add(referencing, keyOf(constraint.references), key)
  }
}

const lookupsOf = (tables: Tables): Lookups => {
  const found = known.get(tables)
  if (found !== undefined) return found
  const lookups: Lookups = { naming: new Map(), referencing: new Map(), drawing: new Map() }
  for (const [key, table] of tables.entries()) learn(lookups, key, table)
  known.set(tables, lookups)
  return lookups
}

/** `after` is `before` but for the table of that key; without one, that a table is gone from it. */
export const carryLookups = (before: Tables, after: Tables, key?: string, table?: Table): void => {
  const lookups = known.get(before)
  if (lookups === undefined) return
  if (key !== undefined && table !== undefined) learn(lookups, key, table)
  known.set(after, lookups)
}

const none: ReadonlySet<string> = new Set()

/** In their order. */
const tablesAt = (tables: Tables, keys: ReadonlySet<string>): readonly Table[] => {
  if (keys.size > 1) return tables.values().filter(({ name }) => keys.has(keyOf(name)))
  return [...keys].flatMap(key => tables.get(key) ?? [])
}

/** Tables of which an index or a constraint may have the name. */
export const tablesNaming = ({ tables }: Schema, name: string): readonly Table[] =>
  tablesAt(tables, lookupsOf(tables).naming.get(name) ?? none)

/** Tables of which a foreign key may point to that table. */
export const tablesReferencing = ({ tables }: Schema, name: Name): readonly Table[] =>
  tablesAt(tables, lookupsOf(tables).referencing.get(keyOf(name)) ?? none)

/** Tables of which a default may call `nextval` with that name, as it stands between the quotes. */
export const tablesDrawing = ({ tables }: Schema, sequence: string): readonly Table[] =>
  tablesAt(tables, lookupsOf(tables).drawing.get(sequence) ?? none)
