import type { Grade } from '../model/grade.ts'
import type { Name } from '../model/name.ts'
import type { Schema } from '../model/schema.ts'
import type { ColumnStep } from './shapes/column.ts'
import type { ConstraintStep } from './shapes/constraint.ts'
import type { ObjectStep } from './shapes/object.ts'
import type { TableStep } from './shapes/table.ts'

/**
 * The smallest resolved schema or data action: the waist of the house.
 * The shapes live below the behaviours because inversion is mutual (`add-column` ↔ `drop-column`)
 * and files must not import each other in circles.
 */
export type Step = TableStep | ColumnStep | ConstraintStep | ObjectStep
export type StepKind = Step['kind']
export type StepOf<K extends StepKind> = Extract<Step, { kind: K }>

/** A table with one entry per step kind; leaving one out is a compile error that names it. */
export type PerStep<Arguments extends readonly unknown[], Returned> = {
  readonly [K in StepKind]: (step: StepOf<K>, ...rest: Arguments) => Returned
}

/** What going back does not restore, said so that a comparison of catalogs can expect exactly it. */
export interface Residue {
  /** Path in the schema: `users.status: enum label "archived"`. */
  readonly what: string
  /** Rows keep other values than they started with in this column. */
  readonly data?: boolean
}

export type Inverse =
  | {
      readonly grade: Exclude<Grade, 'irreversible'>
      readonly steps: readonly Step[]
      readonly residue?: readonly Residue[]
      readonly because?: string
    }
  | { readonly grade: 'irreversible'; readonly because: string }

/** What engines differ in when a step is applied to the model. */
export interface Semantics {
  /** Columns an expression names, unqualified and in order of appearance. `table`: only that relation's, in a statement over several. */
  readonly columnsOf: (expression: string, table?: Name) => readonly string[]
  /** The expression or statement with a column (of `table`) renamed, as the catalog would print it after a rename. */
  readonly renameColumn: (expression: string, from: string, to: string, table?: Name) => string
  /** NOT NULL is a named constraint (PostgreSQL 18), whose name a rename of its table or column leaves behind. Absent: not known. */
  readonly namesNotNull?: boolean
}

/** Thrown by `apply` when the schema does not have what the step works on; the planner turns it into an ordering decision or a diagnostic. */
export class StepDoesNotApply extends Error {
  constructor(
    readonly step: Step,
    readonly reason: string,
  ) {
    super(`${step.kind} does not apply: ${reason}`)
  }
}

export interface StepBehaviour<S extends Step> {
  /** The schema afterwards. Throws `StepDoesNotApply`. */
  readonly apply: (step: S, schema: Schema, semantics: Semantics) => Schema
  /**
   * How to go back, seen from the schema before the step. With `semantics` expressions are read by the
   * engine's parser, without by their words alone.
   */
  readonly invert: (step: S, before: Schema, semantics?: Pick<Semantics, 'columnsOf'>) => Inverse
  /** `add column users.full_name`: lower case, no full stop. */
  readonly describe: (step: S) => string
}
