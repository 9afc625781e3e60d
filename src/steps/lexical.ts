import type { Semantics } from './step.ts'

const token = /'(?:[^']|'')*'|"(?:[^"]|"")*"|::\s*|[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*|[^\s]/g

/**
 * Reads identifiers without the engine's parser, for inverting where no engine is at hand: string
 * literals, function names and the types behind `::` are left out. Keywords come along, which is
 * harmless: a column of that name is quoted by the catalog. It renames nothing.
 */
export const lexicalSemantics: Semantics = {
  columnsOf: expression => {
    const tokens = expression.match(token) ?? []
    return tokens.flatMap((each, at) => {
      if (tokens[at - 1]?.startsWith('::') || tokens[at + 1] === '(' || each.startsWith("'")) return []
      if (each.startsWith('"')) return [each.slice(1, -1).replaceAll('""', '"')]
      return /^[A-Za-z_\u0080-\uffff]/.test(each) ? [each.toLowerCase()] : []
    })
  },
  renameColumn: expression => expression,
}
