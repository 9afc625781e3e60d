import type { ChangeKind, ChangeOf } from '../change.ts'
import type { Schema } from '../../model/schema.ts'

/** For each kind of change the schema it leads to. */
export type Evolution = { readonly [K in ChangeKind]: (schema: Schema, change: ChangeOf<K>) => Schema }
