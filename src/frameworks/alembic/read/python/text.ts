import { finalName, isKind, isThing, isWhole, Opaque, truthOf, type Dict, type Value } from './values.ts'

/** `str(value)`. */
export const textOf = (value: Value): string => {
  if (typeof value === 'string') return value
  if (isKind(value, 'unknown')) throw new Opaque(value.reason)
  if (isThing(value, finalName) || isThing(value, 'path')) return String(value.data)
  // A member of an enumeration.
  if (isKind(value, 'instance') && value.fields.has('name')) return `${value.class.name}.${textOf(value.fields.get('name')!)}`
  return reprOf(value)
}

/** `repr(value)`. */
export const reprOf = (value: Value): string => {
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (isWhole(value)) return String(value)
  if (typeof value === 'string') return reprOfText(value)
  switch (value.kind) {
    case 'float':
      return reprOfFloat(value.value)
    case 'list': {
      const items = value.items.map(reprOf)
      if (value.type === 'list') return `[${items.join(', ')}]`
      return items.length === 1 ? `(${items[0]},)` : `(${items.join(', ')})`
    }
    case 'dict':
      return `{${[...value.entries.values()].map(([key, item]) => `${reprOf(key)}: ${reprOf(item)}`).join(', ')}}`
    case 'set':
      return value.entries.size === 0 ? 'set()' : `{${[...value.entries.values()].map(reprOf).join(', ')}}`
    case 'unknown':
      throw new Opaque(value.reason)
    case 'thing':
      // What a SQL construct prints as is its SQL.
      if (value.type === 'sql' && typeof (value.data as { text?: unknown }).text === 'string') return (value.data as { text: string }).text
      throw new Opaque(`prints a ${value.type}`)
    default:
      throw new Opaque(`prints a ${value.kind}`)
  }
}

const reprOfText = (text: string): string => {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  const body = text
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t')
    .replaceAll(quote, `\\${quote}`)
  return quote + body + quote
}

export const reprOfFloat = (value: number): string => {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf'
  const text = String(value)
  return /[.e]/.test(text) ? text.replace(/e([+-])(\d)$/, 'e$10$2') : `${text}.0`
}

/** `text % values`. */
export const formatPercent = (text: string, values: Value): string => {
  const given = isKind(values, 'list') && values.type === 'tuple' ? [...values.items] : [values]
  const named = isKind(values, 'dict') ? values : undefined
  let next = 0
  const formatted = text.replace(/%(?:\((\w+)\))?([-#0 +]*)(\d*)(?:\.(\d+))?([a-zA-Z%])/g, (whole, name, flags, width, digits, letter) => {
    if (letter === '%') return '%'
    const value = name === undefined ? given[next++] : named === undefined ? undefined : itemOf(named, name as string)
    if (value === undefined) throw new Opaque(`formats ${whole} without a value`)
    return pad(conversionOf(letter as string, value, digits as string | undefined), Number(width), flags as string)
  })
  if (named === undefined && next < given.length && !(given.length === 1 && isKind(given[0], 'dict')))
    throw new Opaque('formats more values than its text asks for')
  return formatted
}

const conversionOf = (letter: string, value: Value, digits: string | undefined): string => {
  switch (letter) {
    case 's':
      return digits === undefined ? textOf(value) : textOf(value).slice(0, Number(digits))
    case 'r':
      return reprOf(value)
    case 'd':
    case 'i':
      return String(isWhole(value) ? value : isKind(value, 'float') ? Math.trunc(value.value) : textOf(value))
    case 'f':
      return Number(isKind(value, 'float') ? value.value : value).toFixed(Number(digits ?? 6))
    case 'x':
      if (isWhole(value)) return value.toString(16)
      break
    default:
  }
  throw new Opaque(`formats with %${letter}`)
}

const itemOf = (dict: Dict, key: string): Value | undefined => dict.entries.get(`s${key}`)?.[1]

const pad = (text: string, width: number, flags: string): string =>
  flags.includes('-') ? text.padEnd(width) : text.padStart(width, flags.includes('0') ? '0' : ' ')

/** `format(value, spec)`, as far as text and whole numbers need it. */
export const formatValue = (value: Value, spec: string): string => {
  if (spec === '') return textOf(value)
  const found = /^(?:(.)?([<>^]))?(0)?(\d+)?(,)?(?:\.(\d+))?([sdfx])?$/.exec(spec)
  if (found === null) throw new Opaque(`formats with :${spec}`)
  const [, fill = ' ', align, zero, width = '0', comma, digits, letter] = found
  const isNumber = isWhole(value) || isKind(value, 'float')
  const whole = letter === undefined && digits === undefined ? textOf(value) : conversionOf(letter ?? (isNumber ? 'f' : 's'), value, digits)
  const text = comma === undefined ? whole : whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',')
  const filler = zero ?? fill
  const side = align ?? (isNumber ? '>' : '<')
  if (side === '^') return text.padStart(text.length + Math.floor((Number(width) - text.length) / 2), filler).padEnd(Number(width), filler)
  return side === '<' && zero === undefined ? text.padEnd(Number(width), filler) : text.padStart(Number(width), filler)
}

/** The truth of a value that has to be known. */
export const certain = (value: Value): boolean => {
  const truth = truthOf(value)
  if (truth === undefined) throw new Opaque(isKind(value, 'unknown') ? value.reason : 'depends on what was imported')
  return truth
}
