import type { ColumnType } from '../../../model/column-type.ts'
import { Decimal, isText, listOf, notKnown, Sym, textOf, type Call, type Value } from './value.ts'

const texts = new Set<ColumnType['kind']>(['text', 'varchar', 'char', 'citext', 'enum'])
const largest: Partial<Record<ColumnType['kind'], number>> = { smallint: 32_767, integer: 2_147_483_647, bigint: Number.MAX_SAFE_INTEGER }

/**
 * A value as Active Record sends it for a column of that type, where it does so without casting it to something else; a text
 * for a number, a time or JSON is left to Ruby.
 */
export const valueOf = (value: Value, { kind, dimensions = 0, scale }: ColumnType, quote: (text: string) => string): string => {
  const refused = (): never => notKnown('gives a column a value of another type')
  if (dimensions > 0) return refused()
  if (isText(value)) return texts.has(kind) ? quote(textOf(value)) : refused()
  if (typeof value === 'boolean') return kind === 'boolean' ? (value ? 'TRUE' : 'FALSE') : refused()
  if (typeof value === 'number') {
    const most = largest[kind]
    if (most !== undefined) return value <= most && value >= -most ? String(value) : refused()
    return kind === 'numeric' || kind === 'double' ? String(value) : texts.has(kind) ? quote(String(value)) : refused()
  }
  if (value instanceof Decimal && kind === 'numeric' && /^-?\d+\.\d+$/.test(value.text)) {
    const digits = value.text.split('.')[1]!.length
    return scale === undefined || digits <= scale ? value.text : refused()
  }
  return refused()
}

/** As `quote` writes a value for which no column is known. */
const quoted = (value: Value, quote: (text: string) => string): string => {
  if (value === null) return 'NULL'
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE'
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string' || value instanceof Sym) return quote(textOf(value))
  if (!Array.isArray(value)) return notKnown('puts something into SQL that is no literal')
  return value.length === 0
    ? 'NULL'
    : listOf(value)
        .map(each => quoted(each, quote))
        .join(',')
}

/** `where('a = ?', 1)`, `['a = :a', { a: 1 }]`: a piece of SQL with the values Active Record puts in. */
export const bindValues = ({ args, options }: Call, quote: (text: string) => string): string => {
  const given = args.length === 1 && options.pairs.length === 0 && Array.isArray(args[0]) ? listOf(args[0]) : args
  const [sql, ...values] = given
  if (typeof sql !== 'string' || sql.trim() === '') return notKnown('finds rows by something else than a literal')
  // What could end the piece, or leave what comes after it out.
  if (/;|--|\/\*/.test(sql)) return notKnown('has a comment or several statements in a piece of SQL')
  const names = values.length === 1 && values[0] !== null && typeof values[0] === 'object' && 'pairs' in values[0] ? values[0] : options
  if (values.length === 0 && options.pairs.length === 0) return sql
  if (names.pairs.length > 0) {
    if (!/:\w+/.test(sql)) return notKnown('puts values into SQL in an unusual way')
    return sql.replace(/([:\\]?):([a-zA-Z]\w*)/g, (match, before: string, name: string) =>
      before === ':'
        ? match
        : before === ''
          ? quoted(names.get(name) ?? (names.has(name) ? null : notKnown(`misses a value for ${name}`)), quote)
          : notKnown('escapes a colon'),
    )
  }
  if (sql.split('?').length - 1 !== values.length) return notKnown('puts values into SQL in an unusual way')
  let at = 0
  return sql.replace(/\?/g, () => quoted(values[at++]!, quote))
}
