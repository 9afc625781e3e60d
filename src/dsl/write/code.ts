/** TypeScript text that is yet to be formatted: line breaks are chosen here, indentation is not. */
export type Code = string

const lineWidth = 100

/** A string in single quotes; in double ones where that saves escaping. */
export const text = (value: string): Code =>
  value.includes("'") && !value.includes('"')
    ? JSON.stringify(value)
    : `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`

/**
 * SQL: a `sql` template where it gives the text back exactly, else the plain object that such a template makes
 * (a template trims, reads a line break of Windows as one of Unix, and cannot end in a backslash).
 */
export const sqlCode = (sql: string): Code =>
  sql === '' || sql !== sql.trim() || /\r|\\[`$ux]|\\$/.test(sql)
    ? `{ sql: ${text(sql)} }`
    : `sql\`${sql.replaceAll('`', '\\`').replaceAll('${', '\\${')}\``

/** Fields without a value are left out; `__proto__` bare would not be a field. */
export function object(fields: Readonly<Record<string, Code | undefined>>): Code {
  const entries = Object.entries(fields).flatMap(([name, code]) => (code === undefined ? [] : [`${key(name)}: ${code}`]))
  return enclose('{', entries, '}', ' ')
}

const key = (name: string): Code => (name === '__proto__' ? `['__proto__']` : /^[\p{L}_$][\p{L}\d_$]*$/u.test(name) ? name : text(name))

export const list = (items: readonly Code[]): Code => enclose('[', items, ']', '')

/** Empty trailing arguments are left out. */
export function call(name: Code, ...given: readonly (Code | undefined)[]): Code {
  const written = given.slice(0, given.findLastIndex(each => each !== undefined && each !== '{}') + 1)
  return `${name}(${written.map(each => each ?? 'undefined').join(', ')})`
}

/** Plain data as it is. */
export function data(value: unknown): Code {
  if (typeof value === 'string') return text(value)
  if (Array.isArray(value)) return list(value.map(data))
  if (typeof value === 'object' && value !== null)
    return object(Object.fromEntries(Object.entries(value).map(([name, each]) => [name, each === undefined ? undefined : data(each)])))
  return String(value)
}

/** Every field of an object as data; `undefined` for an absent one. */
export const fields = (value: object): Record<string, Code | undefined> =>
  Object.fromEntries(Object.entries(value).map(([name, each]) => [name, each === undefined ? undefined : data(each)]))

function enclose(open: string, items: readonly Code[], close: string, padding: string): Code {
  if (items.length === 0) return open + close
  const line = `${open}${padding}${items.join(', ')}${padding}${close}`
  return line.length <= lineWidth && !line.includes('\n') ? line : `${open}\n${items.map(item => `${item},\n`).join('')}${close}`
}
