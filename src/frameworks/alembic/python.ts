import { oneLine, source, survivesIndenting, type Source } from '../literal.ts'

export type Python = Source<'python'>

export const python = (text: string): Python => source<'python'>(text)

/** Where ruff and black break lines. */
const lineLength = 88

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** A string literal on one line, with the quotes that ruff would choose. */
export const pyString = (text: string): Python => {
  const quote = text.split('"').length > text.split("'").length ? "'" : '"'
  return python(quote + text.replace(/[\\'"\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, char => escape(char, quote)) + quote)
}

const escape = (char: string, quote: string): string => {
  if (char === '"' || char === "'") return char === quote ? `\\${char}` : char
  const code = char.codePointAt(0)!
  return escapes[char] ?? (code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`)
}

/** Text inside a docstring. */
export const documented = (text: string): string => oneLine(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"')

export const pyStrings = (texts: readonly string[]): Python => python(`[${texts.map(pyString).join(', ')}]`)

/** `key=value`. */
export const keyword = (key: string, value: Python): Python => python(`${key}=${value}`)

/** Arguments after the first ones: `, a, b=c`. */
export const more = (rest: readonly Python[]): Python => python(rest.map(one => `, ${one}`).join(''))

/**
 * SQLAlchemy reads `:name` in any SQL text, quoted or not, as a parameter, and `\:` as a colon (sqlalchemy.sql.compiler,
 * BIND_PARAMS and BIND_PARAMS_ESC). Percent signs it doubles by itself where the driver needs that.
 */
export const escapeBinds = (sql: string): string =>
  sql.replace(/\\(?=:[\p{L}\p{N}_$]*(?![:\p{L}\p{N}_$]))|(?<![:\p{L}\p{N}_$\\]):(?=[\p{L}\p{N}_$]+(?![:\p{L}\p{N}_$]))/gu, char =>
    char === ':' ? '\\:' : '\\\\',
  )

/** SQL text as a string literal that SQLAlchemy makes the same text of. */
export const sqlString = (sql: string): Python => pyString(escapeBinds(sql))

/** `sa.text("…")`: SQL where a plain string would become a literal or a name. */
export const sqlText = (sql: string): Python => python(`sa.text(${sqlString(sql)})`)

/** `op.execute` with texts of several lines indented as code; `dedent` gives them back as they were. */
export const executed = (sql: string, indent: number): Python => sentBy('op.execute', escapeBinds(sql), indent)

/** A text as the argument of a call, in the same way. */
export const sentBy = (call: string, text: string, indent: number): Python => {
  if (!text.includes('\n') || !survivesIndenting(text)) return layOut(python(`${call}(${pyString(text)})`), indent)
  const pad = ' '.repeat(indent)
  const body = text
    .replaceAll('\\', '\\\\')
    .replaceAll('"""', '\\"\\"\\"')
    .replace(/^(?=.)/gm, `${pad}        `)
  return python(`${pad}${call}(\n${pad}    dedent("""\n${body}\n${pad}    """)\n${pad})`)
}

/** A call on one line, broken as ruff breaks it: inside its last bracket, then argument by argument. */
export const layOut = (call: Python, indent: number, suffix = ''): Python => {
  const pad = ' '.repeat(indent)
  const flat = `${pad}${call}${suffix}`
  if (widthOf(flat) <= lineLength) return python(flat)
  const split = splitCall(call)
  if (split === undefined) return python(flat)
  const { head, parts, close } = split
  const inner = `${pad}    ${parts.join(', ')}`
  const lines =
    widthOf(inner) <= lineLength
      ? inner
      : parts.length === 1
        ? layOut(python(parts[0]!), indent + 4)
        : parts.map(part => layOut(python(part), indent + 4, ',')).join('\n')
  return python(`${pad}${head}\n${lines}\n${pad}${close}${suffix}`)
}

/** East Asian and emoji characters take two columns, combining marks none. */
const widthOf = (line: string): number =>
  [...line].reduce(
    (sum, char) =>
      sum +
      (/\p{M}/u.test(char)
        ? 0
        : /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u.test(char)
          ? 2
          : 1),
    0,
  )

const tokens = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[()[\]{},]|[^"'()[\]{},]+/g

/** `f(a, g(b))` → `f(`, its arguments, `)`; nothing where the text does not end with a bracket that has contents. */
const splitCall = (call: string): { readonly head: string; readonly parts: readonly string[]; readonly close: string } | undefined => {
  let depth = 0
  let head = ''
  let parts: string[] = []
  let close = ''
  for (const [token] of call.matchAll(tokens)) {
    const isOpening = '([{'.includes(token)
    const isClosing = ')]}'.includes(token)
    if (isClosing) depth -= 1
    if (depth === 0) {
      if (isOpening) [head, parts, close] = [head + close + token, [''], '']
      else if (isClosing) close = token
      else [head, close] = [`${head}${parts.join(',')}${close}${token}`, '']
    } else if (depth === 1 && token === ',') parts.push('')
    else parts[parts.length - 1] += token
    if (isOpening) depth += 1
  }
  const trimmed = parts.map(part => part.trim())
  return close === '' || trimmed[0] === '' ? undefined : { head, parts: trimmed, close }
}

/** The code without its texts and comments, to see which names it uses. */
export const codeOnly = (code: string): string =>
  code.replace(/"""(?:[^\\]|\\[^])*?"""|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|#[^\n]*/g, '')
