import { labelFor, oneLine, source, survivesIndenting, type Source } from '../literal.ts'

export type Php = Source<'php'>

export const php = (text: string): Php => source(text)

/** A string: in single quotes, or in double ones where that needs no backslash, or where a control character asks for it. */
export const phpString = (text: string): Php => {
  if (/[\u0000-\u001f\u007f]/.test(text)) return source(`"${text.replace(/["\\$]/g, '\\$&').replace(/[\u0000-\u001f\u007f]/g, escaped)}"`)
  if (text.includes("'") && !/["\\$]/.test(text)) return source(`"${text}"`)
  return source(`'${text.replace(/['\\]/g, '\\$&')}'`)
}

const escaped = (control: string): string =>
  ({ '\n': '\\n', '\r': '\\r', '\t': '\\t' })[control] ?? `\\u{${control.codePointAt(0)!.toString(16)}}`

/**
 * Text as an argument: a string where that is readable, else an indented nowdoc, which gives the text back exactly,
 * whatever indentation a template adds.
 */
export const phpText = (text: string, label = 'SQL'): Php => {
  if (!text.includes('\n') && text.length <= 90 && !(text.includes("'") && /["\\$]/.test(text))) return phpString(text)
  if (!survivesIndenting(text)) return phpString(text)
  const name = labelFor(text, label)
  const body = text
    .split('\n')
    .map(line => (line === '' ? '' : `    ${line}`))
    .join('\n')
  return source(`<<<'${name}'\n${body}\n    ${name}`)
}

/** A line of a comment. `?>` would end the PHP code even here. */
export const phpComment = (text: string): Php => source(oneLine(text).replaceAll('?>', '? >'))

export const phpStrings = (texts: readonly string[]): Php =>
  source(texts.length === 1 ? phpString(texts[0]!) : `[${texts.map(phpString).join(', ')}]`)

export const phpCall = (method: string, ...args: readonly (Php | number | boolean)[]): Php => source(`${method}(${args.join(', ')})`)

/** `$table->text('x')->nullable()`: on one line while it stays readable. */
export const phpChain = (calls: readonly Php[]): Php => {
  const line = ['$table', ...calls].join('->')
  if (line.length <= 110) return source(line)
  const [first = '', ...rest] = calls
  return source([`$table->${first}`, ...rest.map(call => `    ->${call}`)].join('\n'))
}
