import type { Value } from '../python/values.ts'
import { isKind, isThing, isUnknown, Opaque, type Thing } from '../python/values.ts'
import type { NameSaid } from './naming.ts'
import type { Sql } from './sql.ts'

/** `sa.Column(…)` as it was said. */
export interface ColumnItem {
  readonly kind: 'column'
  readonly name: string
  /** Absent where SQLAlchemy would take the referenced column's. */
  readonly type?: Value
  readonly nullable?: boolean
  readonly primaryKey: boolean
  readonly serverDefault?: Value
  /** A default that the program gives, not the database. */
  readonly default?: Value
  readonly index: boolean
  readonly unique: boolean
  readonly autoincrement: boolean | string
  readonly comment?: string
  readonly references: readonly ForeignKeyItem[]
  readonly checks: readonly CheckItem[]
  readonly identity?: IdentityItem
  readonly computed?: { readonly sql: Sql; readonly persisted?: boolean }
  readonly sequence?: { readonly optional: boolean }
}

interface Deferring {
  readonly deferrable?: boolean
  readonly initially?: string
  readonly notValid?: boolean
}

/** `sa.ForeignKey(…)` of a column. */
export interface ForeignKeyItem extends Deferring {
  readonly kind: 'foreign-key'
  readonly name: NameSaid
  readonly columns: readonly string[]
  readonly target: { readonly schema?: string; readonly table: string; readonly columns: readonly string[] }
  readonly onDelete?: string
  readonly onUpdate?: string
  readonly match?: string
  /** It is added by another statement, which Alembic never makes. */
  readonly useAlter: boolean
}
export interface KeyItem extends Deferring {
  readonly kind: 'primary-key' | 'unique'
  readonly name: NameSaid
  readonly columns: readonly string[]
  readonly include: readonly string[]
  readonly nullsNotDistinct?: boolean
}
export interface CheckItem extends Deferring {
  readonly kind: 'check'
  readonly name: NameSaid
  readonly condition: Sql
}
export interface ExcludeItem extends Deferring {
  readonly kind: 'exclude'
  readonly name: NameSaid
  readonly elements: readonly { readonly sql: Sql; readonly operator: string }[]
  readonly using: string
  readonly where?: Sql
  readonly operatorClasses: ReadonlyMap<string, string>
}
export type ConstraintItem = ForeignKeyItem | KeyItem | CheckItem | ExcludeItem

export interface IndexItem {
  readonly kind: 'index'
  readonly name: NameSaid
  readonly parts: readonly Sql[]
  readonly unique: boolean
  readonly concurrently: boolean
  readonly using?: string
  readonly where?: Sql
  readonly include: readonly string[]
  readonly operatorClasses: ReadonlyMap<string, string>
  readonly nullsNotDistinct?: boolean
  readonly with: readonly (readonly [string, string | undefined])[]
  readonly tablespace?: string
}
export interface IdentityItem {
  readonly kind: 'identity'
  readonly always: boolean
  /** `START WITH 1 …` */
  readonly options: string
}

/** What can stand in `create_table`. */
export type Item =
  | ColumnItem
  | ConstraintItem
  | IndexItem
  | IdentityItem
  | { readonly kind: 'computed' | 'sequence' | 'nothing'; readonly [key: string]: unknown }

export const itemThing = (item: Item, get?: Thing['get']): Thing => ({
  kind: 'thing',
  type: item.kind,
  data: item,
  ...(get === undefined ? {} : { get }),
})

const kinds = new Set([
  'column',
  'foreign-key',
  'primary-key',
  'unique',
  'check',
  'exclude',
  'index',
  'identity',
  'computed',
  'sequence',
  'nothing',
])

/** The item behind a value, or the statement stays as it is. */
export const itemOf = (value: Value | undefined): Item => {
  if (isKind(value, 'thing') && kinds.has(value.type)) return value.data as Item
  throw new Opaque(isUnknown(value) ? value.reason : isKind(value, 'reference') ? `uses ${value.path}` : 'has a part that is not followed')
}

export const columnOf = (value: Value | undefined): ColumnItem => {
  if (isThing(value, 'column')) return value.data as ColumnItem
  throw new Opaque(isUnknown(value) ? value.reason : 'expects a column')
}
