import { keyOf, type Name } from '../model/name.ts'
import { tokensOf, type Token } from './lexical.ts'
import type { Rewrite } from './sql-texts.ts'
import type { Semantics } from './step.ts'

const opens = /^(?:from|join|only|into|update)$/i
const closes = /^(?:select|where|group|order|having|window|limit|union|using|set)$/i

/** The engine's spelling of an identifier: what renaming a column of that name gives. */
export const spelled = (identifier: string, semantics: Semantics): string => semantics.renameColumn('x', 'x', identifier)

export const spelledName = ({ schema, name }: Name, semantics: Semantics): string =>
  schema === undefined ? spelled(name, semantics) : `${spelled(schema, semantics)}.${spelled(name, semantics)}`

/** The relation's name begins at this token, if it is named here: one token, or schema, point and name. */
const startOf = (tokens: readonly Token[], at: number, { schema }: Name): number | undefined => {
  if (tokens[at - 1]?.text !== '.') return schema === undefined ? at : undefined
  return tokens[at - 2]?.name === (schema ?? 'public') ? at - 2 : undefined
}

/**
 * A statement after a relation it names was renamed or moved, as the catalog prints it: the relation itself,
 * and its columns where they are qualified by its name (by an alias they are not).
 */
export const relationRenamed =
  (from: Name, to: Name, semantics: Semantics): Rewrite =>
  sql => {
    const tokens = tokensOf(sql)
    let isInFrom = false
    const edits: { readonly start: number; readonly end: number; readonly text: string }[] = []
    tokens.forEach((token, at) => {
      if (opens.test(token.text)) isInFrom = true
      else if (closes.test(token.text)) isInFrom = false
      if (token.name !== from.name) return
      const end = token.start + token.text.length
      const next = tokens[at + 1]?.text
      if (next === '.') {
        if (tokens[at - 1]?.text !== '.') edits.push({ start: token.start, end, text: spelled(to.name, semantics) })
        return
      }
      const start = startOf(tokens, at, from)
      const before = start === undefined ? undefined : tokens[start - 1]?.text
      const isRelation =
        before !== undefined &&
        next !== '(' &&
        (opens.test(before) || /^on$/i.test(before) || (isInFrom && (before === ',' || before === '(')))
      if (isRelation && start !== undefined) edits.push({ start: tokens[start]!.start, end, text: spelledName(to, semantics) })
    })
    return edits.toReversed().reduce((done, { start, end, text }) => done.slice(0, start) + text + done.slice(end), sql)
  }

const namesRelation = (sql: string, { name }: Name): boolean => tokensOf(sql).some(token => token.name === name)

/** The catalog prints no alias that says what the column is called anyway; a rename back leaves one. */
export const withoutIdleAlias = (sql: string, column: string): string => {
  const tokens = tokensOf(sql)
  return tokens.reduceRight((done, token, at) => {
    const [is, alias] = [tokens[at + 1], tokens[at + 2]]
    if (token.name !== column || is?.name !== 'as' || alias?.name !== column || tokens[at - 1]?.text === '::') return done
    return done.slice(0, token.start + token.text.length) + done.slice(alias.start + alias.text.length)
  }, sql)
}

/**
 * A column renamed in an expression that belongs to another table (a policy with a sub-select):
 * only the sub-select's own references count, so the expression is read as a condition on its owner.
 */
export const columnRenamedElsewhere =
  (table: Name, from: string, to: string, owner: Name, semantics: Semantics): Rewrite =>
  sql => {
    if (!namesRelation(sql, table) || keyOf(owner) === keyOf(table)) return sql
    const head = `SELECT 1 FROM ${spelledName(owner, semantics)} WHERE `
    return withoutIdleAlias(semantics.renameColumn(head + sql, from, to, table), to).slice(head.length)
  }
