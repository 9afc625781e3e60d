import type { Schema, Table } from '../model/schema.ts'

/**
 * Tables, by the names that an index or a constraint of theirs has, or has had: whoever asks looks at the table itself. A
 * history of thousands of steps asks several times a step, and each step makes a new record of a thousand tables, so that
 * what is known of one record goes on with those made from it.
 */
type KnownNames = Map<string, Set<string>>
type Tables = Schema['tables']

const known = new WeakMap<Tables, KnownNames>()

const learn = (names: KnownNames, key: string, { indexes, constraints }: Table): void => {
  for (const list of [indexes, constraints])
    for (const { name } of list) {
      const keys = names.get(name)
      if (keys === undefined) names.set(name, new Set([key]))
      else keys.add(key)
    }
}

const namesOf = (tables: Tables): KnownNames => {
  const found = known.get(tables)
  if (found !== undefined) return found
  const names: KnownNames = new Map()
  for (const [key, table] of Object.entries(tables)) learn(names, key, table)
  known.set(tables, names)
  return names
}

/** `after` is `before` but for the table of that key. */
export const carryNames = (before: Tables, after: Tables, key: string, table?: Table): void => {
  const names = known.get(before)
  if (names === undefined) return
  if (table !== undefined) learn(names, key, table)
  known.set(after, names)
}

/** Tables of which an index or a constraint may have the name. */
export const tablesNaming = ({ tables }: Schema, name: string): readonly Table[] => {
  const found: Table[] = []
  for (const key of namesOf(tables).get(name) ?? []) if (Object.hasOwn(tables, key)) found.push(tables[key]!)
  return found
}
