import type { Schema, Table } from '../../../model/schema.ts'
import { isProvenNotNull } from '../proof.ts'
import { type Token, tokensOf } from '../tokens.ts'

/** One comparison of a partition's bound in a form two spellings of it share: `created_at >= 2024-01-01`. */
interface Bounds {
  readonly column: string
  readonly within: readonly string[]
  readonly outside: readonly string[]
}

/**
 * Do the table's validated checks prove that every row fits the partition, so that ATTACH reads none?
 * Recognised for range and list partitions by one column, in the plain spellings
 * `k IS NOT NULL AND k >= a AND k < b` and `k IN (…)`; anything else counts as unproven.
 */
export function impliesPartition(table: Table, parent: Table, bounds: string, schema: Schema): boolean {
  const wanted = readBounds(parent, bounds)
  if (wanted === undefined || !isProvenNotNull(table, wanted.column, schema)) return false
  const given = new Set(
    checksOf(table).flatMap(check =>
      check.some(isWord('or')) || (check.some(isWord('not')) && !onlyIsNot(check)) ? [] : splitAt(check, 'and').map(spell),
    ),
  )
  return wanted.within.every(condition => given.has(condition))
}

/** Do the default partition's validated checks prove that none of its rows belongs to the new one? */
export function impliesDefaultMisses(table: Table, parent: Table, bounds: string, schema: Schema): boolean {
  const wanted = readBounds(parent, bounds)
  if (wanted === undefined || schema.tainted.includes('*')) return false
  const cannotBeNull = isProvenNotNull(table, wanted.column, schema)
  return checksOf(table).some(check => {
    const negated = check[0]?.name === 'not' ? unwrap(check.slice(1)) : undefined
    if (negated !== undefined) {
      const parts = splitAt(negated, 'and').map(spell)
      const saysNull = parts.includes(`${wanted.column} is not null`)
      return (
        negated.length < check.length - 1 &&
        (saysNull || cannotBeNull) &&
        parts.every(part => part === `${wanted.column} is not null` || wanted.within.includes(part)) &&
        wanted.within.some(part => parts.includes(part))
      )
    }
    const parts = splitAt(check, 'or').map(spell)
    return (
      !check.some(isWord('and')) &&
      (parts.includes(`${wanted.column} is null`) || cannotBeNull) &&
      parts.length > 0 &&
      parts.every(part => wanted.outside.includes(part))
    )
  })
}

const isWord =
  (name: string) =>
  (token: Token): boolean =>
    token.kind === 'word' && token.name === name
const onlyIsNot = (tokens: readonly Token[]): boolean => tokens.every((token, at) => token.name !== 'not' || tokens[at - 1]?.name === 'is')

const checksOf = (table: Table): readonly (readonly Token[])[] =>
  table.constraints.flatMap(constraint =>
    constraint.kind === 'check' && constraint.validated ? [withoutCasts(unwrap(tokensOf(constraint.expression) ?? []))] : [],
  )

function unwrap(tokens: readonly Token[]): readonly Token[] {
  let depth = 0
  const closesEarly = tokens.slice(0, -1).some(token => (depth += token.text === '(' ? 1 : token.text === ')' ? -1 : 0) === 0)
  return tokens[0]?.text === '(' && !closesEarly ? unwrap(tokens.slice(1, -1)) : tokens
}

/** Without `::timestamp without time zone` and the like. */
function withoutCasts(tokens: readonly Token[]): readonly Token[] {
  const kept: Token[] = []
  for (let at = 0; at < tokens.length; at += 1) {
    if (tokens[at]?.text !== '::') kept.push(tokens[at] as Token)
    else while (tokens[at + 1]?.kind === 'word' && !['and', 'or', 'is'].includes(tokens[at + 1]?.name ?? '')) at += 1
  }
  return kept
}

const splitAt = (tokens: readonly Token[], word: string): readonly (readonly Token[])[] =>
  tokens.reduce<Token[][]>(
    (parts, token) => (isWord(word)(token) ? [...parts, []] : [...parts.slice(0, -1), [...(parts.at(-1) ?? []), token]]),
    [[]],
  )

const spell = (tokens: readonly Token[]): string =>
  tokens
    .filter(token => !['(', ')'].includes(token.text))
    .map(value)
    .join(' ')
    .replace(/^(.+) in (.+)$/, '$1 = any array [ $2 ]')
/** `100` and `'100'` are one bound. */
const value = (token: Token): string =>
  token.kind === 'string' ? token.text.slice(1, -1) : token.kind === 'quoted' ? token.name : token.name

function readBounds(parent: Table, text: string): Bounds | undefined {
  const [column, ...others] = parent.partitioning?.columns ?? []
  if (column === undefined || others.length > 0) return undefined
  const range = /^\s*for\s+values\s+from\s*\((.*)\)\s*to\s*\((.*)\)\s*$/is.exec(text)
  const list = /^\s*for\s+values\s+in\s*\((.*)\)\s*$/is.exec(text)
  const literal = (sql: string): string => spell(withoutCasts(tokensOf(sql) ?? []))
  if (range !== null) {
    const [low, high] = [literal(range[1] ?? ''), literal(range[2] ?? '')]
    const hasLow = low !== 'minvalue'
    const hasHigh = high !== 'maxvalue'
    return {
      column,
      within: [...(hasLow ? [`${column} >= ${low}`] : []), ...(hasHigh ? [`${column} < ${high}`] : [])],
      outside: [`${column} is null`, ...(hasLow ? [`${column} < ${low}`] : []), ...(hasHigh ? [`${column} >= ${high}`] : [])],
    }
  }
  if (list === null || /\bnull\b/i.test(list[1] ?? '')) return undefined
  const values = literal(list[1] ?? '')
  const within = values.includes(',') ? `${column} = any array [ ${values} ]` : `${column} = ${values}`
  return { column, within: [within], outside: [] }
}
