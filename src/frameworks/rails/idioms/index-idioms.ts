import type { Index, IndexPart } from '../../../model/schema.ts'
import { hasOnly, type Idioms } from '../../idiom.ts'
import type { RailsContext } from '../context.ts'
import { ruby, rubyHash, rubyPair, rubyRest, rubyString, rubySymbol, rubySymbols, type Ruby } from '../ruby.ts'

const concurrently: readonly Ruby[] = [rubyPair('algorithm', rubySymbol('concurrently'))]

export const indexIdioms: Idioms<RailsContext> = {
  'create-index': (step, context) => {
    const table = context.table(step.table)
    const index = railsIndex(step.index, context)
    if (table === undefined || index === undefined || step.parentOnly || step.materializedView) return undefined
    const options = [...index.options, ...(step.online ? concurrently : [])]
    return { table, columns: index.columns, options: rubyRest('add_index', [table, index.columns], options) }
  },

  'drop-index': (step, { table, isWayBack, isAsWritten }) => {
    const owner = table(step.table)
    if (owner === undefined || !isPlainIndexName(step.index.name)) return undefined
    const options = [
      rubyPair('name', rubyString(step.index.name)),
      ...(step.online ? concurrently : []),
      ...((step.online && !isAsWritten) || isWayBack ? [rubyPair('if_exists', ruby('true'))] : []),
    ]
    return { table: owner, options: rubyRest('remove_index', [owner], options) }
  },

  'rename-index': (step, { table, since }) => {
    const owner = table(step.table)
    // Up to 7.0 the index is looked for on the search path, whatever the table's schema.
    if (owner === undefined || !isPlainIndexName(step.to) || (step.table.schema !== undefined && !since('7.1'))) return undefined
    return { table: owner, from: rubyString(step.from), to: rubyString(step.to) }
  },
}

/** Columns and options as `add_index` and `t.index` take them; absent where they cannot say it. */
export const railsIndex = (
  index: Index,
  { since }: RailsContext,
): { readonly columns: Ruby; readonly options: readonly Ruby[] } | undefined => {
  const { parts, include = [], nullsNotDistinct = false } = index
  const isExpression = parts.some(({ column }) => column === undefined)
  if (
    !hasOnly(index, ['name', 'parts', 'unique', 'method', 'include', 'where', 'nullsNotDistinct', 'valid', 'comment']) ||
    !isPlainIndexName(index.name)
  )
    return undefined
  if (
    parts.some(({ collation, operatorClass }) => collation !== undefined || (operatorClass !== undefined && !/^\w+$/.test(operatorClass)))
  )
    return undefined
  if ((include.length > 0 || nullsNotDistinct) && !since('7.1')) return undefined
  if (isExpression && parts.some(part => part.operatorClass ?? part.order ?? part.nulls ?? part.column)) return undefined
  const perColumn = (value: (part: IndexPart) => Ruby | undefined): readonly Ruby[] =>
    parts.flatMap(part => {
      const told = value(part)
      return told === undefined || part.column === undefined ? [] : [rubyPair(part.column, told)]
    })
  const orders = perColumn(orderOf)
  const classes = perColumn(({ operatorClass }) => (operatorClass === undefined ? undefined : rubySymbol(operatorClass)))
  return {
    columns: isExpression
      ? rubyString(parts.map(({ expression }) => `(${expression ?? ''})`).join(', '))
      : rubySymbols(parts.map(({ column }) => column!)),
    options: [
      rubyPair('name', rubyString(index.name)),
      ...(index.unique ? [rubyPair('unique', ruby('true'))] : []),
      ...(index.method === undefined || index.method === 'btree' ? [] : [rubyPair('using', rubySymbol(index.method))]),
      ...(orders.length === 0 ? [] : [rubyPair('order', rubyHash(orders))]),
      ...(classes.length === 0 ? [] : [rubyPair('opclass', rubyHash(classes))]),
      ...(include.length === 0 ? [] : [rubyPair('include', ruby(`[${include.map(rubySymbol).join(', ')}]`))]),
      ...(nullsNotDistinct ? [rubyPair('nulls_not_distinct', ruby('true'))] : []),
      ...(index.where === undefined ? [] : [rubyPair('where', rubyString(index.where))]),
      ...(index.comment === undefined ? [] : [rubyPair('comment', rubyString(index.comment))]),
    ],
  }
}

const orderOf = ({ order, nulls }: IndexPart): Ruby | undefined => {
  if (nulls === undefined) return order === undefined ? undefined : rubySymbol(order)
  return rubyString(`${order === undefined ? 'ASC' : 'DESC'} NULLS ${nulls.toUpperCase()}`)
}

/** Rails reads full stops and quotes in an index's name as a schema. */
const isPlainIndexName = (name: string): boolean => !/[".]/.test(name)
