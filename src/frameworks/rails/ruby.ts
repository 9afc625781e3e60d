import { labelFor, oneLine, source, survivesIndenting, type Source } from '../literal.ts'

export type Ruby = Source<'ruby'>

/** A double-quoted string: interpolation, quotes and control characters escaped. */
export const rubyString = (text: string): Ruby =>
  source(
    `"${text
      .replace(/["\\]/g, '\\$&')
      .replace(/#(?=[{$@])/g, '\\#')
      .replaceAll('\n', '\\n')
      .replaceAll('\t', '\\t')
      .replace(/[\u0000-\u001f\u007f\u0085\u2028\u2029]/g, control => `\\u{${control.codePointAt(0)!.toString(16)}}`)}"`,
  )

export const rubySymbol = (text: string): Ruby => source(isPlain(text) ? `:${text}` : `:${rubyString(text)}`)

/** `[:a, :b]`, or `:a` alone. */
export const rubySymbols = (names: readonly string[]): Ruby =>
  names.length === 1 ? rubySymbol(names[0]!) : source(`[${names.map(rubySymbol).join(', ')}]`)

/** `name: value` of a keyword argument or hash. */
export const rubyPair = (key: string, value: Ruby): Ruby => source(isPlain(key) ? `${key}: ${value}` : `${rubyString(key)}: ${value}`)

export const rubyHash = (pairs: readonly Ruby[]): Ruby => source(`{ ${pairs.join(', ')} }`)

/** SQL that Active Record takes as it is, where a plain string would be quoted as a value. */
export const rubyLambda = (sql: string): Ruby => source(`-> { ${rubyString(sql)} }`)

export const ruby = (word: string): Ruby => source(word)

export const rubyComment = (text: string): Ruby => source(oneLine(text))

/**
 * Text as the last argument of a call: a string where that is readable, else an indented here-document, which
 * gives the text back exactly (plus a line end), whatever indentation a template adds.
 */
export const rubyText = (text: string, label = 'SQL'): Ruby => {
  if (!text.includes('\n') && text.length <= 80 && !/["\\#]/.test(text)) return rubyString(text)
  if (!survivesIndenting(text)) return rubyString(text)
  const name = labelFor(text, label)
  const raw = /\\|#[{$@]/.test(text) ? `'${name}'` : name
  const body = text
    .split('\n')
    .map(line => (line === '' ? '' : `  ${line}`))
    .join('\n')
  return source(`<<~${raw}\n${body}\n${name}`)
}

/**
 * The rest of a call's arguments, with the comma before them: on the same line while it stays readable, else one
 * under the other, in line with the first argument.
 */
export const rubyRest = (call: string, first: readonly Ruby[], rest: readonly Ruby[]): Ruby => {
  const length = [call, ...first, ...rest].reduce((sum, part) => sum + part.length + 2, 0)
  const gap = length <= 100 ? ', ' : `,\n${' '.repeat(call.length + 1)}`
  return source(rest.map(part => gap + part).join(''))
}

const isPlain = (text: string): boolean => /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(text)
