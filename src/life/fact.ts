import type { Entries } from '../model/entries.ts'
import { canonicalJson } from '../model/canonical-json.ts'
import { keyOf } from '../model/name.ts'
import type { Schema, Table } from '../model/schema.ts'

/** One thing in a catalog that can come, go or change by itself. */
export interface Fact {
  /** `column`, `index`, `grant`, … */
  readonly kind: string
  /** Key of the table it belongs to. */
  readonly on?: string
  readonly name: string
  /** All that is said of it, as text to compare by. */
  readonly value: string
}

/** What differs in two schemas; absent on the side where it is not there. */
export interface Differing {
  readonly before?: Fact
  readonly after?: Fact
}

export const factKey = ({ kind, on, name }: Pick<Fact, 'kind' | 'on' | 'name'>): string => JSON.stringify([kind, on ?? null, name])

/** `index users_name_idx of users`, `column users.name`. */
export const describeFact = ({ kind, on, name }: Fact): string => {
  if (on === undefined) return `${kind} ${name}`
  if (kind === 'column') return `column ${on}.${name}`
  return kind === 'properties' ? `what is set for table ${on}` : `${kind} ${name} of ${on}`
}

const parts = (table: Table, kind: string, list: readonly { readonly name: string }[] | undefined): readonly Fact[] =>
  (list ?? []).map(each => ({ kind, on: keyOf(table.name), name: each.name, value: canonicalJson(each) }))

const factsOfTable = (table: Table): readonly Fact[] => {
  const {
    name,
    columns,
    constraints,
    indexes,
    triggers,
    policies,
    grants,
    extendedStatistics,
    publications,
    statistics: _,
    ...rest
  } = table
  const on = keyOf(name)
  return [
    { kind: 'table', name: on, value: '' },
    { kind: 'properties', on, name: '', value: canonicalJson(rest) },
    ...parts(
      table,
      'column',
      columns.map(({ grants: _grants, ...column }) => column),
    ),
    ...columns.flatMap(column =>
      (column.grants ?? []).map(grant => ({
        kind: 'grant',
        on,
        name: `on ${column.name} to ${grant.grantee}`,
        value: canonicalJson(grant),
      })),
    ),
    ...(grants ?? []).map(grant => ({ kind: 'grant', on, name: `to ${grant.grantee}`, value: canonicalJson(grant) })),
    ...parts(table, 'constraint', constraints),
    ...parts(table, 'index', indexes),
    ...parts(table, 'trigger', triggers),
    ...parts(table, 'policy', policies),
    ...parts(table, 'statistics', extendedStatistics),
    ...parts(table, 'publication', publications),
  ]
}

const known = new WeakMap<Table, readonly Fact[]>()

/** Tables are immutable, and most stay as they are. */
const factsOf = (table: Table): readonly Fact[] => {
  const facts = known.get(table) ?? factsOfTable(table)
  known.set(table, facts)
  return facts
}

const families = { views: 'view', enums: 'type', domains: 'domain', sequences: 'sequence', routines: 'function' } as const

/** The facts of a table; none where it is not there. */
const inTable = (schema: Schema, key: string): readonly Fact[] => {
  const table = schema.tables.get(key)
  return table === undefined ? [] : factsOf(table)
}

const differingIn = (before: readonly Fact[], after: readonly Fact[]): readonly Differing[] => {
  const now = new Map(after.map(fact => [factKey(fact), fact]))
  const then = new Map(before.map(fact => [factKey(fact), fact]))
  return [
    ...before.flatMap((fact): readonly Differing[] => {
      const found = now.get(factKey(fact))
      return found === undefined ? [{ before: fact }] : found.value === fact.value ? [] : [{ before: fact, after: found }]
    }),
    ...after.filter(fact => !then.has(factKey(fact))).map((fact): Differing => ({ after: fact })),
  ]
}

/** What differs in two schemas, part by part. */
export const differingFacts = (before: Schema, after: Schema): readonly Differing[] => [
  ...before.tables.differing(after.tables).flatMap(key => differingIn(inTable(before, key), inTable(after, key))),
  ...Object.entries(families).flatMap(([family, kind]) => {
    const [was, is] = [before, after].map(schema => schema[family as keyof typeof families]) as [Entries<object>, Entries<object>]
    const facts = (entries: Entries<object>): readonly Fact[] =>
      was.differing(is).flatMap(name => {
        const value = entries.get(name)
        return value === undefined ? [] : [{ kind, name, value: canonicalJson(value) }]
      })
    return differingIn(facts(was), facts(is))
  }),
]

/** A fact of a schema, by what tells it from the others; nothing where it is not there. */
export const factIn = (schema: Schema, { kind, on, name }: Pick<Fact, 'kind' | 'on' | 'name'>): Fact | undefined => {
  const table = kind === 'table' ? name : on
  if (table !== undefined) return inTable(schema, table).find(fact => fact.kind === kind && fact.name === name)
  const family = Object.entries(families).find(([, each]) => each === kind)?.[0]
  const entry = family === undefined ? undefined : schema[family as keyof typeof families].get(name)
  return entry === undefined ? undefined : { kind, name, value: canonicalJson(entry) }
}
