import { keyOf, type Name } from '../../../model/name.ts'
import type { Schema, Table } from '../../../model/schema.ts'
import { nameIn, readIdentifiers } from '../identifier.ts'
import { parseType } from '../types.ts'

/** What the schema does not tell. Nothing that is made of it is known either. */
export const unknown = Symbol('unknown')

/** An object by its identity: what an oid stands for. */
export interface Ref {
  readonly kind: 'class' | 'type' | 'routine' | 'publication' | 'collation' | 'schema'
  readonly key: string
  /** As `::text` and `format_type` print it. */
  readonly text: string
}

export type Scalar = string | number | boolean | null | Ref
export type Value = Scalar | readonly Scalar[] | typeof unknown

/** What is asked, and of whom. */
export interface World {
  readonly schema: Schema
  readonly major: number
  /** Variables that stand beside the columns. */
  readonly values?: Values
  /** Schemas a bare name is looked for in; public when absent. */
  readonly path?: readonly string[]
  /** Limits of the session, in milliseconds, as far as something has set them. */
  readonly limits?: { readonly lockTimeout?: number; readonly statementTimeout?: number }
}

export type Values = Readonly<Record<string, Value>>

export const isRef = (value: Value): value is Ref => typeof value === 'object' && value !== null && !Array.isArray(value)

export const refTo = (kind: Ref['kind'], name: Name): Ref => ({ kind, key: keyOf(name), text: keyOf(name) })

export const homeIn = ({ path = [] }: World): string => path[0] ?? 'public'

/** `public.users`, `"Users"`: the names it may stand for, a bare one in each schema of the search path. */
const namesFrom = ({ path = [] }: World, text: string): readonly Name[] => {
  const parts = readIdentifiers(text)?.map(part => part.text)
  const [name, schema] = parts?.toReversed() ?? []
  if (name === undefined || (parts?.length ?? 0) > 2) return []
  return schema === undefined ? (path.length === 0 ? ['public'] : path).map(home => nameIn(home, name)) : [nameIn(schema, name)]
}

/** Indexes of a table with those behind its constraints. */
export const hasIndexNamed = ({ indexes, constraints }: Pick<Table, 'indexes' | 'constraints'>, name: string): boolean =>
  indexes.some(index => index.name === name) || constraints.some(each => isIndexed(each.kind) && each.name === name)

export const isIndexed = (kind: string): boolean => kind === 'primary-key' || kind === 'unique' || kind === 'exclusion'

const isIndex = ({ tables, views }: Schema, { name, schema }: Name): boolean =>
  tables.values().some(table => table.name.schema === schema && hasIndexNamed(table, name)) ||
  views.values().some(view => view.name.schema === schema && hasIndexNamed({ indexes: view.indexes ?? [], constraints: [] }, name))

/** `to_regclass`: NULL where there is none. */
export const relationOf = (world: World, text: string): Value => {
  const { schema } = world
  const names = namesFrom(world, text)
  if (names.length === 0 || names.some(name => name.schema === 'pg_catalog' || name.schema === 'information_schema')) return unknown
  const { tables, views, sequences } = schema
  const isThere = (name: Name): boolean => [tables, views, sequences].some(record => record.has(keyOf(name))) || isIndex(schema, name)
  const found = names.find(isThere)
  return found === undefined ? null : refTo('class', found)
}

export const collationOf = (name = 'default'): Ref => ({ kind: 'collation', key: name.replaceAll('"', ''), text: name })

/** `to_regtype`: a type of the schema, or one that is built in. */
export const typeOf = (world: World, text: string): Value => {
  const { schema } = world
  const { enums, domains, tables, views } = schema
  const found = namesFrom(world, text).find(name => [enums, domains, tables, views].some(record => record.has(keyOf(name))))
  if (found !== undefined) return refTo('type', found)
  const type = parseType(text)
  if (type.kind !== 'other') return { kind: 'type', key: type.native, text: type.native }
  // A type of an extension, or of a kind the model has no shape for, may be there.
  return schema.extensions.keys().length > 0 || (schema.others ?? []).length > 0 ? unknown : null
}
