import type { Name } from '../model/name.ts'
import { quoted, tokensOf, type Token } from './lexical.ts'
import type { Rewrite } from './sql-texts.ts'

const sqlName = ({ schema, name }: Name): string => (schema === undefined ? quoted(name) : `${quoted(schema)}.${quoted(name)}`)

const opens = /^(?:from|join|only|into|update)$/i
const closes = /^(?:select|where|group|order|having|window|limit|union|using|set)$/i
/** Words after a relation that are no alias of it. */
const follows = /^(?:where|join|left|right|full|inner|cross|natural|on|group|order|having|window|limit|offset|fetch|for|union|except|intersect|using|set|tablesample|not|deferrable|initially|referencing|from)$/i

/** The relation's name begins at this token, if it is named here: one token, or schema, point and name. */
const startOf = (tokens: readonly Token[], at: number, { schema }: Name): number | undefined => {
  if (tokens[at - 1]?.text !== '.') return schema === undefined ? at : undefined
  return tokens[at - 2]?.name === (schema ?? 'public') ? at - 2 : undefined
}

/**
 * A statement after a relation it names was renamed or moved, as the catalog prints it.
 *
 * @param keepsAlias a query goes on calling the relation by its old name, and so gives it that alias
 */
export const relationRenamed = (from: Name, to: Name, keepsAlias: boolean): Rewrite => sql => {
  const tokens = tokensOf(sql)
  let isInFrom = false
  let done = sql
  const edits: { readonly start: number; readonly end: number; readonly text: string }[] = []
  tokens.forEach((token, at) => {
    if (opens.test(token.text)) isInFrom = true
    else if (closes.test(token.text)) isInFrom = false
    if (token.name !== from.name) return
    const start = startOf(tokens, at, from)
    const [before, after] = [start === undefined ? undefined : tokens[start - 1]?.text, tokens[at + 1]]
    const isRelation = before !== undefined && (opens.test(before) || (/^on$/i.test(before) && !keepsAlias) || (isInFrom && (before === ',' || before === '(')))
    if (!isRelation || start === undefined || after?.text === '.' || after?.text === '(') return
    const hasAlias = after?.name !== undefined && !follows.test(after.text)
    const alias = keepsAlias && !hasAlias && from.name !== to.name ? ` ${quoted(from.name)}` : ''
    const last = keepsAlias && hasAlias && after.name === to.name ? after : token
    edits.push({ start: tokens[start]!.start, end: last.start + last.text.length, text: sqlName(to) + alias })
  })
  for (const { start, end, text } of edits.reverse()) done = done.slice(0, start) + text + done.slice(end)
  return done
}
