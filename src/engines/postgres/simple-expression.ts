import { quoteIdentifier } from './identifier.ts'
import { type Token, tokensOf } from './tokens.ts'

/** What an expression names. */
export interface Named {
  readonly columns: readonly { readonly name: string; readonly token: Token }[]
  readonly functions: readonly { readonly schema?: string; readonly name: string }[]
}

const constants = new Set([
  'null',
  'true',
  'false',
  'current_timestamp',
  'current_date',
  'current_time',
  'localtimestamp',
  'localtime',
  'current_user',
  'session_user',
  'current_role',
])
const callLike = new Set(['coalesce', 'nullif', 'greatest', 'least'])
const longTypes = /^(?:character varying|bit varying|double precision|(?:timestamp|time) with(?:out)? time zone)$/
/** Keywords that begin or are a type's name. */
const typeKeywords = new Set([
  'character',
  'char',
  'varchar',
  'bit',
  'double',
  'timestamp',
  'time',
  'integer',
  'int',
  'bigint',
  'smallint',
  'numeric',
  'decimal',
  'real',
  'boolean',
  'text',
  'interval',
])

/**
 * Reads the expressions that make up most of real schemas (literals, columns, calls, operators, casts)
 * without the parser, whose first use costs 0.1 s. It judges only what it fully understands; whatever
 * else stands there (CASE, sub-selects, qualified names, AT TIME ZONE …) is left to the parser.
 *
 * @returns undefined for such an expression
 */
export function readSimply(sql: string): Named | undefined {
  const tokens = tokensOf(sql)
  if (tokens === undefined || tokens.length === 0) return undefined
  const columns: { name: string; token: Token }[] = []
  const functions: { name: string }[] = []
  const open: string[] = []
  let at = 0
  let wantsOperand = true
  const word = (offset = 0) => (tokens[at + offset]?.kind === 'word' ? tokens[at + offset]?.name : undefined)
  const text = (offset = 0) => tokens[at + offset]?.text

  const operand = (token: Token): boolean => {
    if (token.kind === 'operator') return token.text !== '*'
    if (token.kind === 'string' || token.kind === 'number') return !(wantsOperand = false)
    if (token.text === '(') return open.push('(') > 0
    if (token.text === ')' && tokens[at - 1]?.text === '(') return open.pop() === '(' && !(wantsOperand = false)
    if (token.kind === 'word') {
      if (token.name === 'not') return true
      if (constants.has(token.name)) return !(wantsOperand = false)
      if (token.name === 'array' && text(1) === '[') return open.push('[') > 0 && (at += 1) > 0
      if (['any', 'all', 'some'].includes(token.name) && text(1) === '(' && tokens[at - 1]?.kind === 'operator') return true
      if (quoteIdentifier(token.name) !== token.name.toLowerCase() && !callLike.has(token.name) && /^[a-z_]\w*$/.test(token.name))
        return false
    }
    if ((token.kind !== 'word' && token.kind !== 'quoted') || /^u&/i.test(token.text)) return false
    if (text(1) === '(') {
      if (!callLike.has(token.name)) functions.push({ name: token.name })
      return true
    }
    if (callLike.has(token.name) || text(1) === '.' || tokens[at + 1]?.kind === 'string') return false
    columns.push({ name: token.name, token })
    return !(wantsOperand = false)
  }

  const cast = (): boolean => {
    const name = tokens[at + 1]
    if (name === undefined || name.kind !== 'word' || text(2) === '.') return false
    if (quoteIdentifier(name.name) !== name.name && !typeKeywords.has(name.name)) return false
    const first = at + 1
    at = first
    const phrase = () =>
      tokens
        .slice(first, at + 1)
        .filter(token => token.kind === 'word')
        .map(token => token.name)
        .join(' ')
    const length = () => {
      if (text(1) !== '(') return true
      while (text() !== ')') if (at++ >= tokens.length) return false
      return true
    }
    if (word(1) === 'varying' || word(1) === 'precision') at += 1
    if (!length()) return false
    if (word(1) === 'with' || word(1) === 'without') at += 3
    if (phrase().includes(' ') && !longTypes.test(phrase())) return false
    while (text(1) === '[' && text(2) === ']') at += 2
    return true
  }

  const operator = (token: Token): boolean => {
    if (token.text === '::') return cast()
    if (token.text === ')' || token.text === ']') return open.pop() === (token.text === ')' ? '(' : '[')
    wantsOperand = true
    if (token.kind === 'operator') return true
    if (token.text === ',') return open.length > 0
    if (token.kind !== 'word') return false
    if (token.name === 'is') {
      if (word(1) === 'not') at += 1
      if (word(1) === 'distinct' && word(2) === 'from') return (at += 2) > 0
      wantsOperand = false
      at += 1
      return ['null', 'true', 'false', 'unknown'].includes(word() ?? '')
    }
    if (token.name === 'not') return ['in', 'like', 'ilike', 'between'].includes(word(1) ?? '') && (at += 1) > 0
    return ['and', 'or', 'in', 'like', 'ilike', 'between'].includes(token.name)
  }

  for (; at < tokens.length; at += 1) {
    const token = tokens[at] as Token
    if (!(wantsOperand ? operand(token) : operator(token))) return undefined
  }
  return wantsOperand || open.length > 0 ? undefined : { columns, functions }
}
