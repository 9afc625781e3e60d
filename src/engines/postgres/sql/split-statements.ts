import { tokensOf } from '../tokens.ts'

/**
 * A text of several statements as single ones, without their semicolons; comments stay with the statement they precede.
 * A function body between BEGIN ATOMIC and END (14+) holds semicolons of its own. Text that cannot be read is left whole.
 */
export function splitStatements(text: string): readonly string[] {
  const tokens = tokensOf(text)
  if (tokens === undefined) return [text.trim().replace(/;$/, '')]
  const statements: string[] = []
  let start = 0
  let depth = 0
  let hasTokens = false
  tokens.forEach((token, at) => {
    const word = token.kind === 'word' ? token.name : ''
    if ((word === 'begin' && tokens[at + 1]?.name === 'atomic') || (depth > 0 && word === 'case')) depth += 1
    else if (depth > 0 && word === 'end') depth -= 1
    if (token.kind !== 'sign' || token.text !== ';' || depth > 0) {
      hasTokens = true
      return
    }
    if (hasTokens) statements.push(text.slice(start, token.start).trim())
    start = token.start + 1
    hasTokens = false
  })
  return hasTokens ? [...statements, text.slice(start).trim()] : statements
}
