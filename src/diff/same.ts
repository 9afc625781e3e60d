import { tokensOf } from '../steps/lexical.ts'
import { isEqual } from './equal.ts'

/**
 * SQL text as a key to compare by: white space, case of bare words, brackets around the whole and casts of literals
 * (`'x'::text`, which the catalog adds) make no difference.
 */
export const sqlKey = (sql: string): string => {
  const words: string[] = []
  const tokens = tokensOf(sql)
  for (let at = 0; at < tokens.length; at++) {
    const { text, name } = tokens[at]!
    if (text === '::' && /^'|^[\d)]/.test(tokens[at - 1]?.text ?? '') && !(tokens[at - 1]?.text === ')')) {
      while (
        /^[A-Za-z_"]/.test(tokens[at + 1]?.text ?? '') &&
        !/^(?:and|or|then|else|end|when|is|not|in|collate)$/i.test(tokens[at + 1]!.text)
      )
        at++
      if (tokens[at + 1]?.text === '(') while (tokens[at]?.text !== ')' && at < tokens.length) at++
      while (tokens[at + 1]?.text === '[' && tokens[at + 2]?.text === ']') at += 2
    } else words.push(name !== undefined && !text.startsWith('"') ? name : text)
  }
  return withoutBrackets(words).join(' ')
}

const withoutBrackets = (words: readonly string[]): readonly string[] => {
  if (words[0] !== '(' || words.at(-1) !== ')') return words
  let depth = 0
  const closes = words.findIndex(word => (depth += word === '(' ? 1 : word === ')' ? -1 : 0) === 0)
  return closes === words.length - 1 ? withoutBrackets(words.slice(1, -1)) : words
}

const sqlProperties = new Set(['sql', 'expression', 'definition', 'where', 'using', 'check', 'query', 'bounds', 'key'])

/** Leaves out what says nothing (absent, false, empty) and reads SQL by its words. `enforced: false` says something. */
const plain = (value: unknown, property = ''): unknown => {
  if (typeof value === 'string') return sqlProperties.has(property) ? sqlKey(value) : value
  if (Array.isArray(value)) return value.map(each => plain(each))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(
        ([key, each]) =>
          each !== undefined &&
          (each !== false || key === 'enforced' || key === 'validated' || key === 'valid') &&
          !(Array.isArray(each) && each.length === 0),
      )
      .map(([key, each]) => [key, plain(each, key)]),
  )
}

/** Do two parts of a schema mean the same, but for the properties left out? */
export const isSame = <T>(a: T, b: T, ...but: readonly string[]): boolean => {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (isEqual(a, b)) return true
  const only = (value: object): unknown =>
    plain(Array.isArray(value) ? value : Object.fromEntries(Object.entries(value).filter(([key]) => !but.includes(key))))
  return isEqual(only(a), only(b))
}
