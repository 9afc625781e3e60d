import type { ColumnType, TypeKind } from '../model/column-type.ts'
import type { ChangeTypeChange } from './change.ts'
import type { RecipeContext } from './recipe.ts'

/** An expression over a column as a trigger says it: `lower(name)` → `lower(NEW.name)`. */
export const overNewRow = (expression: string, column: string, context: RecipeContext): string => {
  const placeholder = 'lockstep_new_value'
  return context.engine.semantics
    .renameColumn(expression, column, placeholder)
    .replaceAll(placeholder, `NEW.${context.engine.quoteIdentifier(column)}`)
}

export interface Conversion {
  readonly forward: string
  readonly backward: string
}

/** The conversions in terms of the column's own name; casts unless stated. A narrower integer takes what fits and NULL for the rest. */
export const conversionOf = (change: ChangeTypeChange, context: RecipeContext): Conversion => {
  const column = context.engine.quoteIdentifier(change.from.name)
  const limits: Partial<Record<string, string>> = { smallint: '32767', integer: '2147483647' }
  const limit = limits[change.from.type.kind]
  // Assigned, not cast: a cast would cut what is too long without a word, an assignment refuses it (22001).
  const shorter = change.to.kind === 'varchar' && change.to.length !== undefined && isText(change.from.type.kind)
  const isWidening = limit !== undefined && ['integer', 'bigint', 'numeric'].includes(change.to.kind)
  return {
    forward: change.forward ?? (shorter ? column : `${column}::${change.to.native}`),
    backward:
      change.backward ??
      (isWidening
        ? `CASE WHEN ${column} BETWEEN -${limit} - 1 AND ${limit} THEN ${column}::${change.from.type.native} END`
        : `${column}::${change.from.type.native}`),
  }
}

const isText = (kind: TypeKind): boolean => kind === 'text' || kind === 'varchar'

/** Each holds all that those before it hold. */
const numbers: readonly TypeKind[] = ['smallint', 'integer', 'bigint', 'numeric']
const digitsOf: Partial<Record<TypeKind, number>> = { smallint: 5, integer: 10, bigint: 19 }

/** Digits before the point; nothing said: any number of them. */
const wholeDigits = ({ kind, precision, scale = 0 }: ColumnType): number =>
  digitsOf[kind] ?? (precision === undefined ? Number.POSITIVE_INFINITY : precision - scale)

/** Casts that take every value there is, if not always all of it (PostgreSQL's `pg_cast`, section 8 of its manual). */
const takesAll: Partial<Record<TypeKind, readonly TypeKind[]>> = {
  smallint: ['real', 'double', 'money'],
  integer: ['real', 'double', 'money', 'boolean'],
  bigint: ['real', 'double'],
  real: ['double'],
  boolean: ['integer'],
  jsonb: ['json'],
  date: ['timestamp', 'timestamptz'],
  timestamp: ['date', 'time', 'timestamp', 'timestamptz'],
  timestamptz: ['date', 'time', 'timetz', 'timestamp', 'timestamptz'],
  time: ['time', 'timetz', 'interval'],
  timetz: ['time', 'timetz'],
  interval: ['interval', 'time'],
  cidr: ['inet', 'cidr'],
  inet: ['inet', 'cidr'],
  varbit: ['bit', 'varbit'],
  bit: ['bit', 'varbit'],
}

/**
 * May a value of the old type have no counterpart in the new one, so that writing it fails while both are kept equal? Of a
 * conversion that is stated, its author answers for that.
 */
export const mayRefuseValues = ({ from: { type: from }, to, forward }: ChangeTypeChange): boolean => {
  if (forward !== undefined || isLossless({ from, to })) return false
  if (from.dimensions !== to.dimensions) return true
  if ((to.kind === 'text' || to.kind === 'citext') && to.dimensions === undefined) return false
  if ((to.kind === 'varchar' || to.kind === 'char') && to.length === undefined) return false
  if (isText(from.kind) && to.kind === 'varchar') return from.length === undefined || from.length > to.length!
  if (numbers.includes(from.kind) && numbers.includes(to.kind))
    return to.kind === 'numeric' ? wholeDigits(to) < wholeDigits(from) : numbers.indexOf(to.kind) < numbers.indexOf(from.kind)
  return takesAll[from.kind]?.includes(to.kind) !== true
}

/** Does every value of the old type survive there and back? What was written since and does not fit is another matter. */
export const comesBackWhole = ({ from, to, forward }: ChangeTypeChange): boolean =>
  forward === undefined && isLossless({ from: from.type, to })

const isLossless = ({ from, to }: { readonly from: ColumnType; readonly to: ColumnType }): boolean =>
  (numbers.includes(from.kind) &&
    numbers.indexOf(to.kind) > numbers.indexOf(from.kind) &&
    to.scale === undefined &&
    from.scale === undefined) ||
  (isText(to.kind) && to.length === undefined && ['varchar', 'text', 'enum', 'uuid'].includes(from.kind))
