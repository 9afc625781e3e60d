import type { DataFact, SqlStatement } from '../../steps/engine.ts'
import { dollarQuote, quoteLiteral } from './quote.ts'
import { hasColumn } from './sql/catalog.ts'
import { tokensOf } from './tokens.ts'

/** PL/pgSQL sets the variable FOUND in every block; a column of that name must win over it. */
const pragma = (...texts: readonly string[]): string =>
  texts.some(text => /\bfound\b/i.test(text)) ? '\n#variable_conflict use_column' : ''

/** `EXISTS (…)` reads better than the general form; an unknown (NULL) condition counts as not fulfilled. */
const unless = (condition: string): string =>
  condition.startsWith('EXISTS (') && isOneCall(condition) ? `NOT ${condition}` : `(${condition}) IS NOT TRUE`

/** Lines after the first move in too, unless a quoted text spans lines: its content must stay. */
const indented = (sql: string, by: number): string =>
  sql.includes('\n') && tokensOf(sql)?.some(({ text }) => text.includes('\n')) === false ? sql.replaceAll('\n', `\n${' '.repeat(by)}`) : sql

/** Does the parenthesis that opens the text close at its very end, by count alone? Quoted parentheses only make it say no. */
const isOneCall = (condition: string): boolean => {
  let depth = 0
  for (let at = 0; at < condition.length; at += 1) {
    if (condition[at] === '(') depth += 1
    if (condition[at] === ')' && (depth -= 1) === 0) return at === condition.length - 1
  }
  return false
}

/** Plain DDL may stand in a PL/pgSQL block as it is; what holds a query, whose names the block would look up, is executed as text. */
const asBlockStatement = (sql: string): string =>
  /^(ALTER|DROP|COMMENT|GRANT|REVOKE)\s/.test(sql) && !/\bINTO\b|;/i.test(sql) ? `${sql};` : `EXECUTE ${dollarQuote(sql, 'statement')};`

/**
 * The statement, to run only unless its `doneWhen` holds already. Not for statements that must stand outside a
 * transaction (CONCURRENTLY): no block can hold those.
 */
export const onlyUnless = ({ sql, doneWhen }: SqlStatement): string =>
  doneWhen === undefined
    ? sql
    : `DO ${dollarQuote(`${pragma(doneWhen)}
BEGIN
  IF ${indented(unless(doneWhen), 2)} THEN
    ${indented(asBlockStatement(sql), 4)}
  END IF;
END
`)}`

/**
 * Statements that belong together, run unless they have run before. Statements that swap names make each other's
 * conditions untrue, so whether the file has run is asked once, before the first of them.
 */
export const allUnless = (statements: readonly { readonly sql: string; readonly comment?: string }[], doneWhen: string): string =>
  `DO ${dollarQuote(`${pragma(doneWhen)}
BEGIN
  IF ${indented(doneWhen, 2)} THEN
    RETURN; -- has run before
  END IF;
${statements.map(({ sql, comment }) => `${comment === undefined ? '' : `  -- ${comment.replaceAll(/\s+/g, ' ')}\n`}  ${indented(asBlockStatement(sql), 2)}`).join('\n')}
END
`)}`

/**
 * A statement that raises `message` (SQLSTATE P0001) unless the fact holds. `%s` in the part of the message that is
 * the fact's `otherwise` (or anywhere, where the message does not hold that) stands for the count.
 */
export function assertFact(fact: DataFact, message: string): string {
  const { condition, count, needs = [] } = fact
  const text = count === undefined ? quoteLiteral(message) : withCount(message, fact.otherwise, count)
  // PL/pgSQL looks up the names of a condition only when it comes to it: the inner one is not reached without its columns.
  const gone =
    needs.length === 0
      ? ''
      : `\n  IF NOT (${needs.map(({ table, column }) => hasColumn(table, column)).join('\n    AND ')}) THEN\n    RETURN; -- has run before\n  END IF;`
  return `DO ${dollarQuote(`${pragma(condition, count ?? '')}
BEGIN${gone}
  IF ${indented(unless(condition), 2)} THEN
    RAISE EXCEPTION USING MESSAGE = ${text};
  END IF;
END
`)}`
}

function withCount(message: string, otherwise: string, count: string): string {
  const start = Math.max(0, message.indexOf(otherwise))
  const at = message.indexOf('%s', start)
  if (at < 0) return quoteLiteral(message)
  const parts = [message.slice(0, at), message.slice(at + 2)].map(quoteLiteral)
  return `concat(${parts[0]}, (${count}), ${parts[1]})`
}
