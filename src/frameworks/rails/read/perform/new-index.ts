import type { Name } from '../../../../model/name.ts'
import { columnIn, type Index, type IndexPart } from '../../../../model/schema.ts'
import { columnsOfExpression, indexName, isExpression } from '../naming.ts'
import type { Session } from '../session.ts'
import { Hash, isText, listOf, textOf, type Value } from '../value.ts'
import { textIn } from './new-column.ts'

/** Names of columns in the order they are given; nothing where an expression is. */
export const columnNames = (columns: Value): readonly string[] => (isExpression(columns) ? [] : listOf(columns).map(textOf))

/** The name Rails gives an index on these columns. */
export const generatedIndexName = (table: Name, columns: Value, isLong: boolean): string =>
  indexName(table.name, isExpression(columns) ? [columnsOfExpression(columns)] : columnNames(columns), isLong)

/** An option for all columns, or one for each: `order: { created_at: :desc }`. */
const forColumn = (option: Value | undefined, column: string): string | undefined => {
  const value = option instanceof Hash ? (option.get(column) ?? option.pairs.find(([key]) => key === column)?.[1]) : option
  return isText(value) ? textOf(value) : undefined
}

const ordering = (text: string | undefined): Pick<IndexPart, 'order' | 'nulls'> => {
  const isDown = /^desc\b/i.test(text ?? '')
  const nulls = /nulls\s+(first|last)/i.exec(text ?? '')?.[1]?.toLowerCase()
  // What goes without saying the catalog does not print.
  const isUsual = nulls === undefined || (nulls === 'first') === isDown
  return { ...(isDown ? { order: 'desc' } : {}), ...(isUsual ? {} : { nulls: nulls === 'first' ? 'first' : 'last' }) }
}

/** Splits at commas that are in no parentheses and no quotes. */
export const splitList = (text: string): readonly string[] => {
  const parts: string[] = []
  let depth = 0
  let quote = ''
  let start = 0
  for (let n = 0; n < text.length; n += 1) {
    const letter = text[n]!
    if (quote !== '') quote = letter === quote ? '' : quote
    else if (letter === "'" || letter === '"') quote = letter
    else if (letter === '(') depth += 1
    else if (letter === ')') depth -= 1
    else if (letter === ',' && depth === 0) {
      parts.push(text.slice(start, n).trim())
      start = n + 1
    }
  }
  return [...parts, text.slice(start).trim()].filter(part => part !== '')
}

/** Without parentheses that enclose all of it. */
export const unwrapped = (text: string): string => {
  const inner = text.trim()
  if (!inner.startsWith('(') || !inner.endsWith(')')) return inner
  let depth = 0
  for (let n = 0; n < inner.length; n += 1) {
    if (inner[n] === '(') depth += 1
    else if (inner[n] === ')') depth -= 1
    if (depth === 0 && n < inner.length - 1) return inner
  }
  return unwrapped(inner.slice(1, -1))
}

/** One key of an index that is given as SQL: `lower(email) text_pattern_ops DESC`. */
const partOf = (text: string): IndexPart => {
  const found = /^(.*?)(?:\s+(asc|desc))?(?:\s+(nulls\s+(?:first|last)))?$/is.exec(text)
  const [, rest = text, direction, nulls] = found ?? []
  const [, key = rest, operatorClass] = /^(.*?[\w")])\s+(\w+_ops)$/is.exec(rest) ?? []
  const column = /^"?(\w+)"?$/.exec(key)?.[1]
  return {
    ...(column === undefined ? { expression: unwrapped(key) } : { column }),
    ...(operatorClass === undefined ? {} : { operatorClass }),
    ...ordering(`${direction ?? ''} ${nulls ?? ''}`.trim()),
  }
}

const partsOf = (columns: Value, options: Hash): readonly IndexPart[] => {
  if (isExpression(columns)) return splitList(columns).map(partOf)
  return columnNames(columns).map((column): IndexPart => {
    const operatorClass = forColumn(options.get('opclass') ?? options.get('operator_class'), column)
    const isPlain = /^\w+$/.test(column) || !/[()]/.test(column)
    return {
      ...(isPlain ? { column } : { expression: column }),
      ...(operatorClass === undefined ? {} : { operatorClass }),
      ...ordering(forColumn(options.get('order'), column)),
    }
  })
}

/** An index as `add_index` makes it, under a name that is settled. */
export const newIndex = (session: Session, table: Name, name: string, columns: Value, options: Hash): Index => {
  const method = textIn(options, 'using')
  const include = listOf(options.get('include')).map(textOf)
  const where = textIn(options, 'where')
  const comment = textIn(options, 'comment')
  const isColumn = where !== undefined && columnIn(session.table(table), where) !== undefined
  return {
    name,
    parts: partsOf(columns, options),
    unique: options.get('unique') === true,
    ...(method === undefined || method === 'btree' ? {} : { method }),
    ...(include.length === 0 ? {} : { include }),
    ...(where === undefined ? {} : { where: isColumn ? where : unwrapped(where) }),
    ...(options.get('nulls_not_distinct') === true ? { nullsNotDistinct: true } : {}),
    valid: true,
    ...(comment === undefined ? {} : { comment }),
  }
}
