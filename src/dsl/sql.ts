import type { Expression } from '../model/schema.ts'
import { quoteIdentifier, quoteLiteral } from './quote.ts'

/** A column named in an expression; quoted when printed. */
export interface ColumnReference extends Expression {
  readonly column: string
}

/** What may stand in `${…}`: references and nested `sql` go in as SQL, everything else as a quoted literal. Never raw text. */
export type Interpolated = Expression | string | number | bigint | boolean | null

/**
 * SQL text with safe interpolation: sql`lower(${t.col('name')})`. Backslashes stay as they are typed (`'\d+'` needs no doubling);
 * only \` and \${ are unescaped. Surrounding white space is trimmed.
 * Throws TypeError on a value that is neither SQL nor a literal.
 */
export const sql = (strings: TemplateStringsArray, ...values: readonly Interpolated[]): Expression => ({
  sql: strings.raw
    .map((text, i) => unescape(text) + (i < values.length ? printInterpolated(values[i]) : ''))
    .join('')
    .trim(),
})

/** A reference to a column by name, for use inside `sql`. */
export const col = (column: string): ColumnReference => ({ column, sql: quoteIdentifier(column) })

/** Any other identifier (a function, a sequence, a role), quoted when needed; parts are joined by dots. */
export const identifier = (...parts: readonly [string, ...string[]]): Expression => ({ sql: parts.map(quoteIdentifier).join('.') })

/** Is the value SQL rather than a literal? */
export const isExpression = (value: unknown): value is Expression =>
  typeof value === 'object' && value !== null && 'sql' in value && typeof value.sql === 'string'

/** A plain value as SQL: `'it''s'`, `42`, `true`, `NULL`. Throws TypeError on anything else. */
export const printLiteral = (value: unknown): string => {
  if (typeof value === 'string') {
    if (value.includes('\0')) throw new TypeError('SQL text cannot hold the character U+0000')
    return quoteLiteral(value)
  }
  if (typeof value === 'bigint' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return String(value)
  if (value === null) return 'NULL'
  throw new TypeError(
    `sql cannot hold ${typeof value === 'function' ? 'a function' : String(value)}: give a column reference, nested sql, a string, a number, a boolean or null`,
  )
}

const printInterpolated = (value: unknown): string => (isExpression(value) ? value.sql : printLiteral(value))
const unescape = (raw: string): string => raw.replace(/\\(`|\$\{)/g, '$1')
