import type { Schema, Table } from '../../model/schema.ts'
import { isTainted } from './relations.ts'
import { type Token, tokensOf } from './tokens.ts'

/**
 * Does a validated constraint prove that the column holds no NULL, so that SET NOT NULL reads no row?
 * The server accepts `c IS NOT NULL`, alone or joined by AND, and nothing cleverer (T4). Table must be the real one:
 * after SQL that was not understood nothing is proven.
 */
export function isProvenNotNull(table: Table, column: string, schema: Schema): boolean {
  if (isTainted(schema, table.name)) return false
  if (table.columns.some(own => own.name === column && !own.nullable)) return true
  return table.constraints.some(
    constraint =>
      (constraint.kind === 'check' || constraint.kind === 'not-null') &&
      constraint.validated &&
      (constraint.kind === 'not-null' ? constraint.column === column : saysNotNull(tokensOf(constraint.expression) ?? [], column)),
  )
}

function saysNotNull(tokens: readonly Token[], column: string): boolean {
  const inner = withoutParentheses(tokens)
  const parts = conjuncts(inner)
  if (parts.length > 1) return parts.some(part => saysNotNull(part, column))
  const [name, ...rest] = inner
  const operand = name?.text === '(' ? withoutParentheses(inner.slice(0, -3)) : [name]
  const words = (name?.text === '(' ? inner.slice(-3) : rest).map(token => token.name).join(' ')
  return words === 'is not null' && operand.length === 1 && operand[0]?.name === column && ['word', 'quoted'].includes(operand[0].kind)
}

function withoutParentheses(tokens: readonly Token[]): readonly Token[] {
  if (tokens[0]?.text !== '(') return tokens
  let depth = 0
  for (const [at, token] of tokens.entries()) {
    depth += token.text === '(' ? 1 : token.text === ')' ? -1 : 0
    if (depth === 0) return at === tokens.length - 1 ? withoutParentheses(tokens.slice(1, -1)) : tokens
  }
  return tokens
}

/** Parts joined by AND; none where an OR or BETWEEN makes the AND something else. */
function conjuncts(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const parts: Token[][] = [[]]
  let depth = 0
  for (const token of tokens) {
    depth += token.text === '(' ? 1 : token.text === ')' ? -1 : 0
    if (depth === 0 && token.kind === 'word' && ['or', 'between', 'not', 'case'].includes(token.name) && !isNotOfIs(parts.at(-1)))
      return [tokens]
    if (depth === 0 && token.kind === 'word' && token.name === 'and') parts.push([])
    else parts.at(-1)?.push(token)
  }
  return parts
}

const isNotOfIs = (before: readonly Token[] | undefined): boolean => before?.at(-1)?.name === 'is'
