import type { EngineVersion } from '../../../model/engine.ts'
import type { Schema } from '../../../model/schema.ts'
import type { PrintedStatement } from '../../../steps/engine.ts'
import type { PerStep, StepKind } from '../../../steps/step.ts'
import { findOutside, withoutParentheses } from '../introspect/enclosed.ts'
import { quoteIdentifier, quoteName } from '../quote.ts'

/** The printers of some step kinds; `sql.ts` puts the families together. */
export type Printers<K extends StepKind> = Pick<PerStep<[Schema, EngineVersion], readonly PrintedStatement[]>, K>

/** Clauses on one line where they fit, otherwise one a line. Clauses with line breaks of their own are never indented: a quoted text may span lines. */
export const fit = (head: string, ...clauses: readonly string[]): string => {
  const present = clauses.filter(clause => clause !== '')
  const line = [head, ...present].join(' ')
  return line.length <= 100 || present.length === 0 ? line : [head, ...present].join('\n  ')
}

export const list = (identifiers: readonly string[]): string => identifiers.map(quoteIdentifier).join(', ')

/** `price > 0` → `(price > 0)`; what is enclosed already is not enclosed twice. */
export const enclose = (expression: string): string => `(${withoutParentheses(expression)})`

/** An index key: a column, a function call as it stands, or an expression in parentheses. */
export const asKey = (expression: string): string => {
  const text = expression.trim()
  const name = /^(?:[a-z_][a-z0-9_]*\.)?([a-z_][a-z0-9_]*)\(/.exec(text)
  const isCall =
    name?.[1] !== undefined && quoteIdentifier(name[1]) === name[1] && findOutside(text, ' +-*/|<>=:,', name[0].length - 1) === text.length
  return isCall ? text : enclose(text)
}

/** A collation as the catalog names it, its schema before a dot; the dot of `en_US.utf8` is part of the name. */
export const printCollation = (collation: string): string => {
  if (collation.includes('"')) return collation
  const dot = collation.indexOf('.')
  const isEncoding = /^(C|POSIX|[a-z]{2,3}(_[A-Z]{2})?)\.[\w-]+(@\w+)?$/.test(collation)
  return dot < 0 || isEncoding ? quoteIdentifier(collation) : quoteName({ schema: collation.slice(0, dot), name: collation.slice(dot + 1) })
}

/** A role; PUBLIC is a keyword. */
export const printRole = (role: string): string => (/^public$/i.test(role) ? 'PUBLIC' : quoteIdentifier(role))
