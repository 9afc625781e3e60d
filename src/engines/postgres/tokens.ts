export interface Token {
  readonly kind: 'word' | 'quoted' | 'string' | 'number' | 'operator' | 'sign'
  readonly text: string
  /** The identifier as the catalog has it: words folded to lower case, quotes taken off. */
  readonly name: string
  /** UTF-16 offset in the text. */
  readonly start: number
}

const patterns: readonly (readonly [Token['kind'] | 'space', RegExp])[] = [
  ['space', /\s+|--[^\n]*/y],
  ['string', /(?:[bxn]|u&)?'(?:[^']|'')*'|e'(?:[^'\\]|\\[^]|'')*'/iy],
  ['string', /\$([a-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$[^]*?\$\1\$/iy],
  ['quoted', /(?:u&)?"(?:[^"]|"")*"/iy],
  ['number', /(?:\d[\d_]*\.?\d*|\.\d+)(?:e[+-]?\d+)?|0[xob][\da-f_]+/iy],
  ['word', /[a-z_\u0080-\uffff][\w$\u0080-\uffff]*/iy],
  ['sign', /::|:=|[()[\],;.:]|\$\d+/y],
  // An operator ends where a comment begins.
  ['operator', /(?:(?!--|\/\*)[-+*/<>=~!@#%^&|`?])+/y],
]

/**
 * PostgreSQL's lexical rules with `standard_conforming_strings` on (the default since 9.1).
 * A character no rule knows ends the list: the caller then sees an expression it cannot judge.
 */
export function tokensOf(sql: string): Token[] | undefined {
  const tokens: Token[] = []
  let at = 0
  while (at < sql.length) {
    if (sql.startsWith('/*', at)) {
      at = endOfComment(sql, at)
      continue
    }
    const found = longest(sql, at)
    if (found === undefined) return undefined
    const { kind, text } = found
    if (kind !== 'space') tokens.push({ kind, text, name: nameOf(kind, text), start: at })
    at += text.length
  }
  return tokens
}

function longest(sql: string, at: number): { kind: Token['kind'] | 'space'; text: string } | undefined {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = at
    const text = pattern.exec(sql)?.[0]
    if (text !== undefined && text !== '') return { kind, text }
  }
  return undefined
}

const nameOf = (kind: Token['kind'] | 'space', text: string): string =>
  kind === 'quoted' ? text.slice(text.indexOf('"') + 1, -1).replaceAll('""', '"') : kind === 'word' ? text.toLowerCase() : text

/** Comments nest. */
function endOfComment(sql: string, start: number): number {
  let depth = 0
  for (let at = start; at < sql.length; at += 1) {
    if (sql.startsWith('/*', at)) [depth, at] = [depth + 1, at + 1]
    else if (sql.startsWith('*/', at)) {
      ;[depth, at] = [depth - 1, at + 1]
      if (depth === 0) return at + 1
    }
  }
  return sql.length
}
