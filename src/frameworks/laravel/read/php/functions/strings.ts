import { Opaque, PhpArray, type Value } from '../frame.ts'
import { toNumber, toText } from '../operators.ts'

type Plain = (...values: readonly (Value | undefined)[]) => Value

const textsOf = (value: Value | undefined): readonly string[] => (value instanceof PhpArray ? value.values : [value]).map(toText)

const replaceEach = (search: Value | undefined, by: Value | undefined, subject: Value | undefined): Value => {
  if (subject instanceof PhpArray)
    return PhpArray.from([...subject.entries].map(([key, each]) => [key, replaceEach(search, by, each)] as const))
  const replacements = textsOf(by)
  return textsOf(search).reduce(
    (text, each, n) =>
      each === '' ? text : text.replaceAll(each, () => (by instanceof PhpArray ? (replacements[n] ?? '') : replacements[0]!)),
    toText(subject),
  )
}

/** `sprintf`: the conversions that migrations use. */
export const format = (template: Value | undefined, values: readonly (Value | undefined)[]): string => {
  let next = 0
  return toText(template).replace(
    /%(?:(\d+)\$)?([-+0]|'.)*(\d+)?(?:\.(\d+))?([sdufFxXobc%])/g,
    (_, position: string | undefined, flag: string | undefined, width: string | undefined, digits: string | undefined, kind: string) => {
      if (kind === '%') return '%'
      const value = values[position === undefined ? next++ : Number(position) - 1]
      if (value === undefined) throw new Opaque('formats a text with too few values')
      const text = formatted(kind, value, digits === undefined ? undefined : Number(digits))
      const pad = flag === '0' ? '0' : flag?.startsWith("'") === true ? flag[1]! : ' '
      return flag === '-' ? text.padEnd(Number(width ?? 0)) : text.padStart(Number(width ?? 0), pad)
    },
  )
}

const formatted = (kind: string, value: Value, digits: number | undefined): string => {
  if (kind === 's') return digits === undefined ? toText(value) : toText(value).slice(0, digits)
  const number = toNumber(value)
  if (kind === 'f' || kind === 'F') return number.toFixed(digits ?? 6)
  const whole = Math.trunc(number)
  if (kind === 'x') return whole.toString(16)
  if (kind === 'X') return whole.toString(16).toUpperCase()
  if (kind === 'o') return whole.toString(8)
  if (kind === 'b') return whole.toString(2)
  return kind === 'c' ? String.fromCharCode(whole) : String(whole)
}

const trim = (text: Value | undefined, letters: Value | undefined, sides: 'both' | 'left' | 'right'): string => {
  const set = `[${(letters === undefined ? ' \n\r\t\v\0' : toText(letters)).replace(/[\]\\^-]/g, '\\$&')}]+`
  const cut = sides === 'left' ? toText(text) : toText(text).replace(new RegExp(`${set}$`), '')
  return sides === 'right' ? cut : cut.replace(new RegExp(`^${set}`), '')
}

const part = (text: string, start: number, length: number | undefined): string => {
  const from = start < 0 ? Math.max(text.length + start, 0) : start
  const to = length === undefined ? text.length : length < 0 ? text.length + length : from + length
  return text.slice(from, Math.max(to, from))
}

/** Everything but `|` and `"` that PHP 8 escapes by default. */
const json = (value: Value): unknown => {
  if (!(value instanceof PhpArray)) {
    if (typeof value === 'object' && value !== null) throw new Opaque('writes an object as JSON')
    return value
  }
  return value.isList ? value.values.map(json) : Object.fromEntries([...value.entries].map(([key, each]) => [key, json(each)]))
}

const unescapedSlashes = 64
const unescapedUnicode = 256
const encodeJson = (value: Value | undefined, flags: Value | undefined): string => {
  const bits = toNumber(flags ?? 0)
  if ((bits & ~(unescapedSlashes | unescapedUnicode)) !== 0) throw new Opaque('writes JSON with options')
  const text = JSON.stringify(json(value ?? null))
  const slashed = (bits & unescapedSlashes) === 0 ? text.replaceAll('/', '\\/') : text
  if ((bits & unescapedUnicode) !== 0) return slashed
  return slashed.replace(/[\u0080-\uffff]/g, letter => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

const decodeJson = (text: Value | undefined): Value => {
  const made = (value: unknown): Value => {
    if (Array.isArray(value)) return PhpArray.of(value.map(made))
    if (typeof value === 'object' && value !== null)
      return PhpArray.from(Object.entries(value).map(([key, each]) => [key, made(each)] as const))
    return value as Value
  }
  try {
    return made(JSON.parse(toText(text)))
  } catch (problem) {
    if (problem instanceof SyntaxError) return null
    throw problem
  }
}

export const stringFunctions: Readonly<Record<string, Plain>> = {
  strtolower: text => toText(text).toLowerCase(),
  mb_strtolower: text => toText(text).toLowerCase(),
  strtoupper: text => toText(text).toUpperCase(),
  mb_strtoupper: text => toText(text).toUpperCase(),
  ucfirst: text => toText(text).replace(/^./, first => first.toUpperCase()),
  lcfirst: text => toText(text).replace(/^./, first => first.toLowerCase()),
  ucwords: text => toText(text).replace(/(^|\s)\S/g, first => first.toUpperCase()),
  trim: (text, letters) => trim(text, letters, 'both'),
  ltrim: (text, letters) => trim(text, letters, 'left'),
  rtrim: (text, letters) => trim(text, letters, 'right'),
  basename: (path, suffix) => {
    const name = toText(path).replace(/\/+$/, '').replace(/^.*\//, '')
    const end = toText(suffix ?? '')
    return end !== '' && name !== end && name.endsWith(end) ? name.slice(0, -end.length) : name
  },
  strlen: text => Buffer.byteLength(toText(text)),
  mb_strlen: text => [...toText(text)].length,
  substr: (text, start, length) =>
    part(toText(text), toNumber(start), length === undefined || length === null ? undefined : toNumber(length)),
  mb_substr: (text, start, length) =>
    part(toText(text), toNumber(start), length === undefined || length === null ? undefined : toNumber(length)),
  strpos: (text, what) => (i => (i === -1 ? false : i))(toText(text).indexOf(toText(what))),
  stripos: (text, what) => (i => (i === -1 ? false : i))(toText(text).toLowerCase().indexOf(toText(what).toLowerCase())),
  strrpos: (text, what) => (i => (i === -1 ? false : i))(toText(text).lastIndexOf(toText(what))),
  str_contains: (text, what) => toText(text).includes(toText(what)),
  str_starts_with: (text, what) => toText(text).startsWith(toText(what)),
  str_ends_with: (text, what) => toText(text).endsWith(toText(what)),
  str_repeat: (text, times) => toText(text).repeat(Math.min(toNumber(times), 10_000)),
  str_pad: (text, width, pad) => toText(text).padEnd(toNumber(width), toText(pad ?? ' ')),
  str_replace: replaceEach,
  addslashes: text =>
    toText(text)
      .replace(/['"\\]/g, '\\$&')
      .replaceAll('\0', '\\0'),
  sprintf: (template, ...values) => format(template, values),
  vsprintf: (template, values) => format(template, values instanceof PhpArray ? values.values : []),
  implode: (glue, pieces) => {
    const [between, all] = glue instanceof PhpArray ? [pieces, glue] : [glue, pieces]
    if (!(all instanceof PhpArray)) throw new Opaque('joins what is no array')
    return all.values.map(toText).join(toText(between ?? ''))
  },
  join: (glue, pieces) => stringFunctions.implode!(glue, pieces),
  explode: (separator, text) => PhpArray.of(toText(text).split(toText(separator))),
  nl2br: text => toText(text).replace(/\n/g, '<br />\n'),
  json_encode: encodeJson,
  json_decode: decodeJson,
  strval: toText,
  intval: value => Math.trunc(toNumber(value)),
  floatval: toNumber,
  abs: value => Math.abs(toNumber(value)),
  floor: value => Math.floor(toNumber(value)),
  ceil: value => Math.ceil(toNumber(value)),
  round: value => Math.round(toNumber(value)),
}
