import type { IndexElem, IndexStmt } from 'libpg-query'
import { keyOf } from '../../../model/name.ts'
import type { Index, IndexPart } from '../../../model/schema.ts'
import { partitionsOf } from '../../../steps/edit.ts'
import type { Step } from '../../../steps/step.ts'
import { withoutParentheses } from '../introspect/enclosed.ts'
import { quoteIdentifier } from '../quote.ts'
import { present } from '../introspect/catalog.ts'
import { collationOf } from './column.ts'
import { figuredName } from './figured-name.ts'
import { freeName } from './free-name.ts'
import { numbered } from './index-names.ts'
import { ownerOfIndex, relationName, tableNamed, type Reading } from './names.ts'
import { outside } from './no-step.ts'
import { allOf, textsOf, valueOf } from './nodes.ts'
import { clauseEnd, closing, phrase, wordAt } from './source.ts'
import { storageText } from './storage.ts'

const operatorClass = ({ opclass, opclassopts }: IndexElem): string | undefined => {
  const parts = textsOf(opclass)
  if (parts.length === 0) return undefined
  const name = (parts[0] === 'pg_catalog' || parts[0] === 'public' ? parts.slice(1) : parts).map(quoteIdentifier).join('.')
  const options = allOf(opclassopts, 'DefElem').map(({ defname = '', arg }) => `${quoteIdentifier(defname)}='${valueOf(arg) ?? ''}'`)
  return options.length === 0 ? name : `${name} (${options.join(', ')})`
}

/** The expression of a key, as far as it goes: classes and orders stand behind. */
const expressionOf = ({ source }: Reading, from: number): string => {
  const all = source.tokens()
  if (all[from]?.text === '(') return withoutParentheses(phrase(source, from + 1, closing(source, from)))
  let end = from
  while (end < all.length && all[end]!.text !== '(') end += 1
  return phrase(source, from, closing(source, end) + 1)
}

const partOf = (reading: Reading, elem: IndexElem, from: number): IndexPart => {
  const descending = elem.ordering === 'SORTBY_DESC'
  const nulls = elem.nulls_ordering === 'SORTBY_NULLS_FIRST' ? 'first' : elem.nulls_ordering === 'SORTBY_NULLS_LAST' ? 'last' : undefined
  return present<IndexPart>({
    ...(elem.name === undefined ? { expression: expressionOf(reading, from) } : { column: elem.name }),
    collation: collationOf(textsOf(elem.collation)),
    operatorClass: operatorClass(elem),
    order: descending ? 'desc' : undefined,
    // What goes without saying is not said: nulls come first in descending order, last in ascending.
    nulls: nulls === (descending ? 'first' : 'last') ? undefined : nulls,
  })
}

/** The keys with the text of those that are expressions. */
const partsOf = (reading: Reading, elements: readonly IndexElem[]): readonly IndexPart[] => {
  const { source } = reading
  const all = source.tokens()
  let at = (wordAt(source, 0, 'on') ?? 0) + 1
  while (at < all.length && all[at]!.text !== '(') at += 1
  at += 1
  return elements.map(element => {
    const part = partOf(reading, element, at)
    at = clauseEnd(source, at) + 1
    return part
  })
}

/** The text of WHERE: it is the last clause. */
const conditionOf = ({ source }: Reading): string | undefined => {
  const at = wordAt(source, 0, 'where')
  return at === undefined ? undefined : withoutParentheses(phrase(source, at + 1, source.tokens().length))
}

export const createIndex = (reading: Reading, node: IndexStmt): readonly Step[] => {
  const relation = node.relation ?? {}
  const table = relationName(reading, relation)
  if (relation.relname !== undefined && reading.temporary.has(relation.relname)) throw outside('is on a temporary table')
  const elements = allOf(node.indexParams, 'IndexElem')
  const include = allOf(node.indexIncludingParams, 'IndexElem').flatMap(({ name }) => name ?? [])
  if (
    node.if_not_exists &&
    node.idxname !== undefined &&
    ownerOfIndex(reading, [node.idxname, ...(table.schema === undefined ? [] : [table.schema])].toReversed()) !== undefined
  )
    return []
  const columns = numbered([...elements.map(({ name, expr }) => name ?? figuredName(expr) ?? 'expr'), ...include])
  const method = node.accessMethod === 'btree' ? undefined : node.accessMethod
  const index = present<Index>({
    name: node.idxname ?? freeName(reading.schema, table, columns, 'idx'),
    parts: partsOf(reading, elements),
    unique: node.unique === true,
    method,
    include: include.length === 0 ? undefined : include,
    where: node.whereClause === undefined ? undefined : conditionOf(reading),
    nullsNotDistinct: node.nulls_not_distinct ? true : undefined,
    with: storageText(node.options),
    valid: true,
  })
  const found = tableNamed(reading, table)
  const isView = reading.schema.views.has(keyOf(table))
  // Without partitions there is none to wait for: it is valid at once.
  const parentOnly = relation.inh !== true && found?.partitioning !== undefined && partitionsOf(reading.schema, table).length > 0
  return [
    {
      kind: 'create-index',
      table,
      index,
      online: node.concurrent === true,
      ...(parentOnly ? { parentOnly } : {}),
      ...(isView ? { materializedView: true } : {}),
    },
  ]
}
