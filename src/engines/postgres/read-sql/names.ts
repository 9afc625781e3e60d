import type { Node, RangeVar } from 'libpg-query'
import { keyOf, type Name } from '../../../model/name.ts'
import type { Schema, Table, View } from '../../../model/schema.ts'
import { tablesNaming } from '../../../steps/table-lookups.ts'
import { nameIn } from '../identifier.ts'
import { itemsOf, textsOf } from './nodes.ts'
import type { Source } from './source.ts'

/** Everything a statement is read with. */
export interface Reading {
  readonly source: Source
  /** The schema it meets. */
  readonly schema: Schema
  /** Schemas a bare name is looked for in; new objects go into the first. Empty: into public. */
  readonly path: readonly string[]
  /** Names of temporary tables made before in the same text. */
  readonly temporary: ReadonlySet<string>
  readonly major: number
}

export const homeOf = ({ path }: Pick<Reading, 'path'>): string => path[0] ?? 'public'

const relations = ['tables', 'views', 'sequences'] as const
const hasRelation = ({ schema }: Reading, name: Name): boolean => relations.some(record => schema[record].get(keyOf(name)) !== undefined)
const hasType = ({ schema }: Reading, name: Name): boolean => schema.enums.has(keyOf(name)) || schema.domains.has(keyOf(name))
const hasRoutine = ({ schema }: Reading, name: Name): boolean => schema.routines.values().some(each => keyOf(each.name) === keyOf(name))

type Finder = (reading: Reading, name: Name) => boolean

/** The first of that name on the search path, or, where there is none, the one that would be made. */
const found = (reading: Reading, name: string, has: Finder): Name => {
  const home = reading.path.map(schema => nameIn(schema, name)).find(each => has(reading, each))
  return home ?? nameIn(homeOf(reading), name)
}

export const relationName = (reading: Reading, { schemaname, relname = '' }: RangeVar): Name =>
  schemaname === undefined ? found(reading, relname, hasRelation) : nameIn(schemaname, relname)

/** The name of a relation that is about to be made. */
export const newName = (reading: Pick<Reading, 'path'>, { schemaname, relname = '' }: RangeVar): Name =>
  nameIn(schemaname ?? homeOf(reading), relname)

/** `{app, users}` as the grammar gives names that are no relation's. */
const partsName = (reading: Reading, parts: readonly string[], has: Finder): Name => {
  const [name = '', schema] = parts.toReversed()
  return schema === undefined ? found(reading, name, has) : nameIn(schema, name)
}

export const relationOfParts = (reading: Reading, parts: readonly string[]): Name => partsName(reading, parts, hasRelation)
export const typeOfParts = (reading: Reading, parts: readonly string[]): Name => partsName(reading, parts, hasType)
export const routineOfParts = (reading: Reading, parts: readonly string[]): Name => partsName(reading, parts, hasRoutine)
export const newOfParts = (reading: Pick<Reading, 'path'>, parts: readonly string[]): Name => {
  const [name = '', schema] = parts.toReversed()
  return nameIn(schema ?? homeOf(reading), name)
}

export const partsOf = (node: Node | undefined): readonly string[] => textsOf(itemsOf(node))

export const tableNamed = ({ schema }: Pick<Reading, 'schema'>, name: Name): Table | undefined => schema.tables.get(keyOf(name))

/** Is what the schema says of it to be relied on? */
export const isSure = ({ schema }: Pick<Reading, 'schema'>, name: Name): boolean =>
  !schema.tainted.includes('*') && !schema.tainted.includes(keyOf(name))

/** The table or materialized view that has the index. */
export const ownerOfIndex = (reading: Reading, parts: readonly string[]): Table | View | undefined => {
  const [index = '', home] = parts.toReversed()
  const { schema, path } = reading
  const homes = home === undefined ? (path.length === 0 ? ['public'] : path) : [home]
  for (const each of homes) {
    const at = nameIn(each, '').schema
    for (const owner of [...tablesNaming(schema, index), ...schema.views.values()]) {
      if (owner.name.schema !== at) continue
      if (owner.indexes?.some(i => i.name === index)) return owner
      if ('constraints' in owner && owner.constraints.some(c => c.name === index && isKey(c.kind))) return owner
    }
  }
  return undefined
}

const isKey = (kind: string): boolean => kind === 'primary-key' || kind === 'unique' || kind === 'exclusion'
