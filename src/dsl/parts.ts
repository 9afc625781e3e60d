import type { Check, Constraint, Exclusion, Expression, ForeignKey, Index, IndexPart, PrimaryKey, Unique } from '../model/schema.ts'

/** A column by name, an expression, or either with its ordering and operator class. */
export type IndexPartDraft<Column extends string> =
  Column | Expression | ({ readonly column: Column } & IndexPartOptions) | ({ readonly expression: Expression } & IndexPartOptions)

export interface IndexPartOptions {
  readonly collation?: string
  readonly operatorClass?: string
  readonly order?: 'desc'
  readonly nulls?: 'first' | 'last'
}

export interface IndexOptions<Column extends string> extends Omit<Index, 'name' | 'parts' | 'unique' | 'include' | 'where' | 'valid'> {
  /** `<table>_<columns>_idx` when not given. */
  readonly name?: string
  readonly unique?: boolean
  readonly include?: readonly Column[]
  readonly where?: Expression
  /** False: a build that failed and left its index behind. */
  readonly valid?: boolean
}

/** Everything else a constraint of the model can hold: `include`, `deferrable`, `comment`, … */
type Rest<C extends Constraint, Named extends keyof C> = Omit<C, 'kind' | 'name' | 'validated' | Named>

export interface KeyOptions<Column extends string> extends Rest<PrimaryKey, 'columns' | 'include'> {
  /** `<table>_pkey`, `<table>_<columns>_key` when not given. */
  readonly name?: string
  readonly include?: readonly Column[]
}

export interface UniqueOptions<Column extends string> extends Rest<Unique, 'columns' | 'include'> {
  readonly name?: string
  readonly include?: readonly Column[]
}

export interface ReferenceOptions extends Rest<ForeignKey, 'columns' | 'references' | 'referencedColumns'> {
  /** `<table>_<columns>_fkey` when not given. */
  readonly name?: string
  /** Existing rows have not been checked. */
  readonly notValid?: boolean
}

export interface CheckOptions extends Rest<Check, 'expression'> {
  readonly notValid?: boolean
}

export interface ExclusionOptions<Column extends string> extends Rest<Exclusion, 'columns' | 'definition'> {
  readonly columns: readonly Column[]
}

/** A constraint before its table is known: what has no name yet gets PostgreSQL's own. */
export type ConstraintDraft =
  | Unnamed<PrimaryKey>
  | Unnamed<Unique>
  | Check
  | Exclusion
  | (Omit<Unnamed<ForeignKey>, 'references'> & { readonly table: string })
  | Extract<Constraint, { kind: 'not-null' }>
type Unnamed<T extends { readonly name: string }> = Omit<T, 'name'> & { readonly name?: string }

export type IndexDraft = Unnamed<Index>

/** Leaves out what was not said, so that equal things are equal as data. */
export const said = <T extends object>(object: T): T => {
  // Runs for every column of a schema: lists of pairs would be most of the garbage of loading one.
  const kept: Partial<T> = {}
  for (const key of Object.keys(object) as (keyof T)[]) if (object[key] !== undefined) kept[key] = object[key]
  return kept as T
}

export const indexDraft = (parts: readonly IndexPartDraft<string>[], options: IndexOptions<string> = {}): IndexDraft => ({
  ...said({ ...options, where: options.where?.sql, method: options.method === 'btree' ? undefined : options.method }),
  parts: parts.map(indexPart),
  unique: options.unique ?? false,
  valid: options.valid ?? true,
})

const indexPart = (part: IndexPartDraft<string>): IndexPart =>
  typeof part === 'string'
    ? { column: part }
    : 'sql' in part
      ? { expression: part.sql }
      : 'expression' in part
        ? said({ ...part, expression: part.expression.sql })
        : said(part)

export const primaryKeyDraft = (columns: readonly string[], options: KeyOptions<string> = {}): ConstraintDraft => ({
  kind: 'primary-key',
  columns,
  ...said(options),
})

export const uniqueDraft = (columns: readonly string[], options: UniqueOptions<string> = {}): ConstraintDraft => ({
  kind: 'unique',
  columns,
  ...said(options),
})

export const checkDraft = (name: string, expression: Expression, { notValid = false, ...options }: CheckOptions = {}): Check => ({
  kind: 'check',
  name,
  expression: expression.sql,
  validated: !notValid,
  ...said(options),
})

export const foreignKeyDraft = (
  columns: readonly string[],
  table: string,
  referencedColumns: readonly string[],
  { notValid = false, ...options }: ReferenceOptions = {},
): ConstraintDraft => ({ kind: 'foreign-key', columns, table, referencedColumns, validated: !notValid, ...said(options) })

export const exclusionDraft = (name: string, definition: Expression, options: ExclusionOptions<string>): Exclusion => ({
  kind: 'exclusion',
  name,
  definition: definition.sql,
  ...said(options),
})
