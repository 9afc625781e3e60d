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
  const isWidening = limit !== undefined && ['integer', 'bigint', 'numeric'].includes(change.to.kind)
  return {
    forward: change.forward ?? `${column}::${change.to.native}`,
    backward:
      change.backward ??
      (isWidening
        ? `CASE WHEN ${column} BETWEEN -${limit} - 1 AND ${limit} THEN ${column}::${change.from.type.native} END`
        : `${column}::${change.from.type.native}`),
  }
}

/** Does every value of the old type survive there and back? What was written since and does not fit is another matter. */
export const isLossless = ({ from, to, forward }: ChangeTypeChange): boolean => {
  const rank = ['smallint', 'integer', 'bigint', 'numeric']
  const isText = (kind: string): boolean => kind === 'text' || kind === 'varchar'
  return (
    forward === undefined &&
    ((rank.includes(from.type.kind) &&
      rank.indexOf(to.kind) > rank.indexOf(from.type.kind) &&
      to.scale === undefined &&
      from.type.scale === undefined) ||
      (isText(to.kind) && to.length === undefined && ['varchar', 'text', 'enum', 'uuid'].includes(from.type.kind)))
  )
}
