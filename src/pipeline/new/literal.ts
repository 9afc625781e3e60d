import type { ColumnType } from '../../model/column-type.ts'
import { plain, type Value } from './value.ts'

const numbers: readonly ColumnType['kind'][] = ['smallint', 'integer', 'bigint', 'numeric', 'real', 'double', 'money']

/** A word as a value of a type; what is none of its values stays as it is, and the DSL says so. */
export function literalOf(word: string, type: ColumnType): Value {
  if ((type.dimensions ?? 0) > 0) {
    const { dimensions: _, ...element } = type
    const items = word.replace(/^[{[]|[}\]]$/g, '')
    return plain(items === '' ? [] : items.split(',').map(each => literalOf(each.trim(), element).value))
  }
  if (numbers.includes(type.kind)) return plain(exactNumber(word) ?? word)
  if (type.kind === 'boolean') return plain(/^(true|t|yes|on)$/i.test(word) ? true : /^(false|f|no|off)$/i.test(word) ? false : word)
  if (type.kind === 'json' || type.kind === 'jsonb') return plain(jsonOf(word))
  return plain(word)
}

/** Only where the number prints as it was typed: others would lose digits. */
const exactNumber = (word: string): number | undefined => (String(Number(word)) === word ? Number(word) : undefined)

const jsonOf = (word: string): unknown => {
  try {
    return JSON.parse(word) as unknown
  } catch {
    return word
  }
}
