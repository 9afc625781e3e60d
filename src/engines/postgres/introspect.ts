import { Entries } from '../../model/entries.ts'
import { keyOf, type Name } from '../../model/name.ts'
import type { Schema } from '../../model/schema.ts'
import { groupBy, inOrder, type Query, unlessEmpty, withCatalog } from './introspect/catalog.ts'
import { readColumns } from './introspect/columns.ts'
import { readIndexes } from './introspect/indexes.ts'
import { readExtensions, readOthers } from './introspect/others.ts'
import { readRoutines } from './introspect/routines.ts'
import { readSequences } from './introspect/sequences.ts'
import { readTables } from './introspect/tables.ts'
import { readTriggers } from './introspect/triggers.ts'
import { readUserTypes } from './introspect/user-types.ts'
import { readViews } from './introspect/views.ts'

export interface IntrospectOptions {
  /** Schemas to read; default: all but the system's. */
  readonly schemas?: readonly string[]
}

/**
 * Reads a PostgreSQL 12–18 database's catalog as a model `Schema`, in one read-only snapshot and a fixed number
 * of queries. Objects of extensions are left out; objects of `public` have no schema in their name. What the
 * model has no shape for is listed in `others`.
 *
 * @param query runs statements on one session (not a pool) that is in no transaction
 * @returns the schema; keys and lists are in a fixed order, so that equal catalogs give equal values
 * @throws Error when an asked schema does not exist; whatever `query` throws
 */
export const introspect = (query: Query, options: IntrospectOptions = {}): Promise<Schema> =>
  withCatalog(query, options.schemas, async catalog => {
    const userTypes = await readUserTypes(catalog)
    const parts = {
      columns: groupBy(await readColumns(catalog), row => row.relation),
      indexes: groupBy(await readIndexes(catalog), row => row.relation),
      triggers: groupBy(await readTriggers(catalog), row => row.relation),
    }
    const others = unlessEmpty(await readOthers(catalog))
    return {
      tables: byName(await readTables(catalog, parts, userTypes)),
      views: byName(await readViews(catalog, parts)),
      enums: sorted(userTypes.enums),
      domains: sorted(userTypes.domains),
      sequences: byName(await readSequences(catalog)),
      routines: sorted(Entries.of(await readRoutines(catalog))),
      extensions: sorted(Entries.from((await readExtensions(catalog)).map(extension => [extension.name, extension]))),
      ...(others === undefined ? {} : { others }),
      tainted: [],
    }
  })

const byName = <T extends { readonly name: Name }>(objects: readonly T[]): Entries<T> =>
  sorted(Entries.from(objects.map(each => [keyOf(each.name), each])))

const sorted = <T>(entries: Entries<T>): Entries<T> => Entries.from(entries.entries().toSorted(([a], [b]) => inOrder(a, b)))
