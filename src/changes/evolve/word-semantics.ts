import { lexicalSemantics } from '../../steps/lexical.ts'
import type { Semantics } from '../../steps/step.ts'
import { quoteIdentifier } from './identifier.ts'

const token =
  /'(?:[^']|'')*'|\$([A-Za-z_]\w*)?\$[\s\S]*?\$\1\$|--[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"]|"")*"|::\s*"?[A-Za-z_][\w$]*"?|[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*(?=\s*\()|[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/g

/**
 * A column renamed in SQL text, by its words: string literals, comments, casts and function names are left alone. Good for what stands
 * on a table itself, where only its own columns can be meant; the planner reads the same text again with the engine's parser.
 */
export const renameInExpression = (sql: string, from: string, to: string): string =>
  sql.replace(token, (word, _tag, at: number) => {
    if (/^['$:/-]/.test(word)) return word
    if (word.startsWith('"')) return word.slice(1, -1).replaceAll('""', '"') === from ? quoteIdentifier(to) : word
    return word.toLowerCase() === from && !/^\s*\(/.test(sql.slice(at + word.length)) ? quoteIdentifier(to) : word
  })

/** What stands in for an engine while a file is read: columns are found and renamed by their words. */
export const wordSemantics: Semantics = { columnsOf: lexicalSemantics.columnsOf, renameColumn: renameInExpression }
