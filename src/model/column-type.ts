import type { Name } from './name.ts'

/** Engine-neutral type kinds. `other` is a type we know only by its native spelling (extension types, ranges, …). */
export const typeKinds = [
  'smallint',
  'integer',
  'bigint',
  'numeric',
  'real',
  'double',
  'money',
  'boolean',
  'text',
  'varchar',
  'char',
  'citext',
  'uuid',
  'json',
  'jsonb',
  'xml',
  'bytea',
  'date',
  'time',
  'timetz',
  'timestamp',
  'timestamptz',
  'interval',
  'bit',
  'varbit',
  'inet',
  'cidr',
  'macaddr',
  'tsvector',
  'hstore',
  'enum',
  'domain',
  'other',
] as const

export type TypeKind = (typeof typeKinds)[number]

/** A column's type. `native` is what the engine's catalog prints (`format_type` on PostgreSQL) and is what SQL uses. */
export interface ColumnType {
  readonly kind: TypeKind
  /** varchar(n), char(n), bit(n): n, in characters or bits. */
  readonly length?: number
  /** numeric(p,s): p digits; time and timestamp types: p fractional digits. */
  readonly precision?: number
  readonly scale?: number
  /** Array dimensions; 0 or absent is a scalar. */
  readonly dimensions?: number
  /** The user-defined type behind `enum` and `domain`. */
  readonly reference?: Name
  readonly native: string
}
