import { keyOf } from '../model/name.ts'
import { primaryKeyOf, type Schema } from '../model/schema.ts'
import type { KeyLookup } from './build-table.ts'
import { nameFrom } from './object.ts'

/** Primary keys of a schema's tables, by the name a reference uses. */
export const keysIn =
  (schema: Schema): KeyLookup =>
  table => {
    const found = schema.tables.get(keyOf(nameFrom(table)))
    return found && primaryKeyOf(found)?.columns
  }
