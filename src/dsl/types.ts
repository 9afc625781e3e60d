import type { ColumnType, TypeKind } from '../model/column-type.ts'
import { ColumnBuilder, type ColumnDraft } from './column.ts'

/** What a plain JSON default may be; its text goes through `sql`. */
export type Json = number | boolean | readonly unknown[] | { readonly [key: string]: unknown; readonly sql?: never }

const column = <Value>(
  kind: TypeKind,
  native: string,
  more: Partial<ColumnType> = {},
  draft: Partial<ColumnDraft> = {},
): ColumnBuilder<Value> => new ColumnBuilder({ type: { kind, ...more, native }, nullable: true, ...draft })

const sized = <Value>(kind: TypeKind, native: string, length: number | undefined): ColumnBuilder<Value> =>
  length === undefined ? column(kind, native) : column(kind, `${native}(${length})`, { length })

const timed = (kind: TypeKind, name: string, zone: string, precision: number | undefined): ColumnBuilder<string> =>
  column(kind, `${name}${precision === undefined ? '' : `(${precision})`} ${zone}`, precision === undefined ? {} : { precision })

const serialOf = (kind: 'smallint' | 'integer' | 'bigint'): ColumnBuilder<number | bigint> =>
  column(kind, kind, {}, { nullable: false, ownedSequence: true })

// The spelling after the kind is what PostgreSQL's catalog prints (`format_type`).
export const smallint = (): ColumnBuilder<number> => column('smallint', 'smallint')
export const integer = (): ColumnBuilder<number> => column('integer', 'integer')
export const bigint = (): ColumnBuilder<number | bigint> => column('bigint', 'bigint')
export const smallserial = (): ColumnBuilder<number | bigint> => serialOf('smallint')
export const serial = (): ColumnBuilder<number | bigint> => serialOf('integer')
export const bigserial = (): ColumnBuilder<number | bigint> => serialOf('bigint')
/** `precision` digits, `scale` of them after the point. A string keeps digits a JavaScript number would lose. */
export const numeric = (precision?: number, scale?: number): ColumnBuilder<number | bigint | `${number}`> =>
  precision === undefined
    ? column('numeric', 'numeric')
    : column('numeric', `numeric(${precision},${scale ?? 0})`, { precision, scale: scale ?? 0 })
export const real = (): ColumnBuilder<number> => column('real', 'real')
export const double = (): ColumnBuilder<number> => column('double', 'double precision')
export const money = (): ColumnBuilder<number | string> => column('money', 'money')
export const boolean = (): ColumnBuilder<boolean> => column('boolean', 'boolean')
export const text = (): ColumnBuilder<string> => column('text', 'text')
export const varchar = (length?: number): ColumnBuilder<string> => sized('varchar', 'character varying', length)
export const char = (length = 1): ColumnBuilder<string> => sized('char', 'character', length)
export const citext = (): ColumnBuilder<string> => column('citext', 'citext')
export const uuid = (): ColumnBuilder<string> => column('uuid', 'uuid')
export const json = (): ColumnBuilder<Json> => column('json', 'json')
export const jsonb = (): ColumnBuilder<Json> => column('jsonb', 'jsonb')
export const xml = (): ColumnBuilder<string> => column('xml', 'xml')
export const bytea = (): ColumnBuilder<string> => column('bytea', 'bytea')
export const date = (): ColumnBuilder<string> => column('date', 'date')
/** `precision`: digits of a second, 0 to 6; six when not given. */
export const time = (precision?: number): ColumnBuilder<string> => timed('time', 'time', 'without time zone', precision)
export const timetz = (precision?: number): ColumnBuilder<string> => timed('timetz', 'time', 'with time zone', precision)
export const timestamp = (precision?: number): ColumnBuilder<string> => timed('timestamp', 'timestamp', 'without time zone', precision)
export const timestamptz = (precision?: number): ColumnBuilder<string> => timed('timestamptz', 'timestamp', 'with time zone', precision)
export const interval = (precision?: number): ColumnBuilder<string> =>
  precision === undefined ? column('interval', 'interval') : column('interval', `interval(${precision})`, { precision })
export const bit = (length = 1): ColumnBuilder<string> => sized('bit', 'bit', length)
export const varbit = (length?: number): ColumnBuilder<string> => sized('varbit', 'bit varying', length)
export const inet = (): ColumnBuilder<string> => column('inet', 'inet')
export const cidr = (): ColumnBuilder<string> => column('cidr', 'cidr')
export const macaddr = (): ColumnBuilder<string> => column('macaddr', 'macaddr')
export const tsvector = (): ColumnBuilder<string> => column('tsvector', 'tsvector')
export const hstore = (): ColumnBuilder<string> => column('hstore', 'hstore')

/** Any other type by the spelling the catalog has for it: `type('tsrange')`, `type('tinyint unsigned')`. */
export const type = (native: string): ColumnBuilder<string | number | boolean> => column('other', native)
