import type { Semantics } from './step.ts'

export interface Token {
  readonly text: string
  /** The identifier as the catalog has it; absent for anything else. */
  readonly name?: string
  readonly start: number
}

const pattern = /'(?:[^']|'')*'|"(?:[^"]|"")*"|::|[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*|[^\s]/g

/** The words of SQL as the catalog prints it: no comments, no dollar quotes. */
export const tokensOf = (sql: string): readonly Token[] =>
  [...sql.matchAll(pattern)].map(({ 0: text, index: start }) => {
    if (text.startsWith('"')) return { text, start, name: text.slice(1, -1).replaceAll('""', '"') }
    return /^[A-Za-z_\u0080-\uffff]/.test(text) ? { text, start, name: text.toLowerCase() } : { text, start }
  })

/** An identifier as SQL text; words reserved by the engine are not known here. */
export const quoted = (identifier: string): string =>
  /^[a-z_][a-z0-9_$]*$/.test(identifier) ? identifier : `"${identifier.replaceAll('"', '""')}"`

/**
 * Reads identifiers without the engine's parser, for inverting where no engine is at hand: function names
 * and the types behind `::` are left out. Keywords come along, which is harmless: a column of that name is
 * quoted by the catalog.
 */
export const lexicalSemantics: Pick<Semantics, 'columnsOf'> = {
  columnsOf: expression => {
    const tokens = tokensOf(expression)
    return tokens.flatMap(({ name }, at) =>
      name === undefined || tokens[at - 1]?.text === '::' || tokens[at + 1]?.text === '(' ? [] : [name],
    )
  },
}
