import type { Change, ChangeKind } from '../change.ts'
import type { Schema } from '../../model/schema.ts'
import { columns } from './columns.ts'
import type { Evolution } from './evolution.ts'
import { objects } from './objects.ts'
import { tables } from './tables.ts'

const evolution: Evolution = { ...tables, ...columns, ...objects }

/** The schema a change leads to, so that later changes of a chain start from it. Lenient: what is not there stays as it is. */
export const evolve = (schema: Schema, change: Change): Schema =>
  (evolution[change.kind] as (schema: Schema, change: Change & { readonly kind: ChangeKind }) => Schema)(schema, change)
