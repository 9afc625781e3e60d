import type { ColumnType } from '../model/column-type.ts'
import type { Expression, Grant, Identity } from '../model/schema.ts'
import type { ReferenceOptions } from './parts.ts'

/** Marks an enum column's type, so that its labels are looked up where the schema stands when it is used. */
export interface LabelOf<Name extends string> {
  readonly enum: Name
}

/** What a column is said to be, before it has a name. Plain data. */
export interface ColumnDraft {
  readonly type: ColumnType
  readonly nullable: boolean
  /** A value of the column's type, or SQL. */
  readonly default?: unknown
  readonly identity?: Identity
  readonly generated?: { readonly expression: Expression; readonly stored: boolean }
  readonly collation?: string
  readonly comment?: string
  /** True: PostgreSQL's own name for it; a string: that name. */
  readonly ownedSequence?: true | string
  readonly statisticsTarget?: number
  readonly storage?: string
  readonly compression?: string
  readonly grants?: readonly Grant[]
  readonly options?: string
  readonly primaryKey?: { readonly name?: string }
  readonly unique?: { readonly name?: string; readonly nullsNotDistinct?: boolean }
  readonly checks?: readonly { readonly expression: Expression; readonly name?: string }[]
  readonly references?: { readonly table: string; readonly column?: string; readonly options?: ReferenceOptions }
  readonly renamedFrom?: string
  /** Labels the literal of an enum default is checked against. */
  readonly labels?: readonly string[]
}

/**
 * A column: `text().notNull().default('none')`. `Value` is what a plain default may be, `Stored` what the type of the chain
 * remembers of the column. Every call gives a new column; none is changed.
 */
export class ColumnBuilder<Value, Stored = Value> {
  declare readonly stored: Stored
  readonly draft: ColumnDraft

  constructor(draft: ColumnDraft) {
    this.draft = draft
  }

  /** Existing rows need a value: give a default, or a backfill where the column is added. */
  notNull(): ColumnBuilder<Value, Stored> {
    return this.with({ nullable: false })
  }

  /** A plain value of the type, or SQL: `.default(0)`, ``.default(sql`now()`)``. */
  default(value: Value | Expression): ColumnBuilder<Value, Stored> {
    return this.with({ default: value })
  }

  /** Numbers come from a sequence of the column's own. `always` refuses values written by hand. `options`: ``sql`START WITH 1000` ``. */
  identity(generation: Identity['generation'] = 'by-default', options?: Expression): ColumnBuilder<Value, Stored> {
    return this.with({ identity: { generation, ...(options === undefined ? {} : { options: options.sql }) }, nullable: false })
  }

  /** Computed from other columns of the row. Stored unless said otherwise (`virtual` needs PostgreSQL 18 or MySQL). */
  generated(expression: Expression, kind: 'stored' | 'virtual' = 'stored'): ColumnBuilder<Value, Stored> {
    return this.with({ generated: { expression, stored: kind === 'stored' } })
  }

  collate(collation: string): ColumnBuilder<Value, Stored> {
    return this.with({ collation })
  }

  comment(comment: string): ColumnBuilder<Value, Stored> {
    return this.with({ comment })
  }

  primaryKey(name?: string): ColumnBuilder<Value, Stored> {
    return this.with({ primaryKey: { name }, nullable: false })
  }

  unique(options: { readonly name?: string; readonly nullsNotDistinct?: boolean } = {}): ColumnBuilder<Value, Stored> {
    return this.with({ unique: options })
  }

  check(expression: Expression, name?: string): ColumnBuilder<Value, Stored> {
    return this.with({ checks: [...(this.draft.checks ?? []), { expression, name }] })
  }

  /** A foreign key to one column; without `column`, to the other table's primary key. */
  references(table: string, column?: string, options?: ReferenceOptions): ColumnBuilder<Value, Stored> {
    return this.with({ references: { table, column, options } })
  }

  /** An array of the type; PostgreSQL knows no lengths, only how many dimensions deep. */
  array(dimensions = 1): ColumnBuilder<readonly Value[]> {
    const { type } = this.draft
    return new ColumnBuilder({ ...this.draft, type: { ...type, dimensions, native: type.native + '[]'.repeat(dimensions) } })
  }

  /** The sequence this column owns (`serial`), where its name is not `<table>_<column>_seq`. */
  ownedSequence(name: string): ColumnBuilder<Value, Stored> {
    return this.with({ ownedSequence: name })
  }

  /** How many values ANALYZE samples, 0 to 10000. */
  statistics(target: number): ColumnBuilder<Value, Stored> {
    return this.with({ statisticsTarget: target })
  }

  storage(storage: 'plain' | 'external' | 'extended' | 'main' | (string & {})): ColumnBuilder<Value, Stored> {
    return this.with({ storage })
  }

  compression(compression: 'pglz' | 'lz4' | (string & {})): ColumnBuilder<Value, Stored> {
    return this.with({ compression })
  }

  /** Attribute options: `n_distinct=-0.5`. */
  options(options: string): ColumnBuilder<Value, Stored> {
    return this.with({ options })
  }

  /** Privileges on this column alone. */
  grants(...grants: readonly Grant[]): ColumnBuilder<Value, Stored> {
    return this.with({ grants })
  }

  /** In a target: the column that is there now under this name. A rename is stated, never guessed. */
  renamedFrom(name: string): ColumnBuilder<Value, Stored> {
    return this.with({ renamedFrom: name })
  }

  private with(more: Partial<ColumnDraft>): ColumnBuilder<Value, Stored> {
    return new ColumnBuilder({ ...this.draft, ...more })
  }
}

/** Any column at all, in constraints of type parameters. */
export type AnyColumn = ColumnBuilder<never, unknown>
