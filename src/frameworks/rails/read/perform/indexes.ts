import type { Node } from '@ruby/prism/src/nodes.js'
import type { Name } from '../../../../model/name.ts'
import type { Index, Table } from '../../../../model/schema.ts'
import { columnsOfExpression, isExpression, nameFrom } from '../naming.ts'
import type { Session } from '../session.ts'
import { isText, listOf, textOf, type Hash, type Value } from '../value.ts'
import { columnNames, generatedIndexName, newIndex } from './new-index.ts'
import { textIn } from './new-column.ts'
import type { Performers } from './performers.ts'

const isOnline = (options: Hash): boolean => textIn(options, 'algorithm') === 'concurrently'

/** Before Rails 7.1 there was no shorter name for a long one. */
const isLongFor = (session: Session): boolean => session.runtime < 7.1

export const addIndex = (node: Node, session: Session, table: Name, columns: Value, options: Hash): void => {
  const name = textIn(options, 'name') ?? generatedIndexName(table, columns, isLongFor(session))
  const { indexes } = session.table(table)
  if (options.get('if_not_exists') === true && indexes.some(index => index.name === name)) return
  const index = newIndex(session, table, name, columns, options)
  const isView =
    session.schema().views.get(table.schema === undefined ? table.name : `${table.schema}.${table.name}`)?.materialized === true
  session.add(node, {
    kind: 'create-index',
    table,
    index,
    online: isOnline(options),
    ...(isView ? { materializedView: true } : {}),
  })
}

/** Names of the columns of an index; of an expression there are none. */
const columnsOf = ({ parts }: Index): readonly string[] | undefined =>
  parts.every(part => part.column !== undefined) ? parts.map(part => part.column!) : undefined

/** Those that `remove_index` and `index_exists?` mean. */
export const matchingIndexes = ({ indexes }: Table, columns: Value | undefined, options: Hash): readonly Index[] => {
  const wanted = columns ?? options.get('column')
  const name = textIn(options, 'name')
  const isUnique = options.get('unique')
  return indexes.filter(index => {
    if (name !== undefined && index.name !== nameFrom(name).name) return false
    if (typeof isUnique === 'boolean' && index.unique !== isUnique) return false
    if (wanted === undefined || wanted === null || (name !== undefined && isExpression(wanted))) return true
    if (isExpression(wanted)) return index.name.endsWith(`_on_${columnsOfExpression(wanted)}`)
    const names = columnNames(wanted)
    return columnsOf(index)?.join('\0') === names.join('\0')
  })
}

const removeIndex = (node: Node, session: Session, table: Name, columns: Value | undefined, options: Hash): void => {
  const known = session.table(table)
  const [found] = matchingIndexes(known, columns, options.without('unique'))
  const wanted = columns ?? options.get('column')
  const name =
    textIn(options, 'name') ?? (wanted === undefined ? undefined : generatedIndexName(table, wanted, session.meanings.indexNamesAreLong))
  const byName = found ?? known.indexes.find(index => index.name === name)
  if (byName === undefined && options.get('if_exists') === true) return
  if (name === undefined && byName === undefined)
    return session.note(node, 'unclear', 'remove_index without a column or a name raises', 'warning')
  const index: Index = byName ?? {
    name: nameFrom(name!).name,
    parts: listOf(wanted)
      .filter(isText)
      .map(each => ({ column: textOf(each) })),
    unique: false,
    valid: true,
  }
  return session.add(node, { kind: 'drop-index', table, index, online: isOnline(options) })
}

export const renameIndex = (node: Node, session: Session, table: Name, from: string, to: string): void =>
  session.add(node, { kind: 'rename-index', table, from, to })

/** Indexes with the name Rails gave them get the one it would give them now. */
export const renameGenerated = (
  node: Node,
  session: Session,
  table: Name,
  names: (columns: readonly string[]) => { readonly was: string; readonly is: string },
): void => {
  for (const index of session.table(table).indexes) {
    const columns = columnsOf(index)
    if (columns === undefined) continue
    const { was, is } = names(columns)
    if (index.name === was && was !== is) renameIndex(node, session, table, was, is)
  }
}

export const indexPerformers: Performers = {
  add_index: ({ node, args: [table, columns = null], options }, session) => {
    const name = session.name(table)
    const { indexNamesAreLong } = session.meanings
    const named =
      indexNamesAreLong && !isText(options.get('name')) ? options.with('name', generatedIndexName(name, columns, true)) : options
    addIndex(node, session, name, columns, named)
  },
  remove_index: ({ node, args: [table, columns], options }, session) => removeIndex(node, session, session.name(table), columns, options),
  rename_index: ({ node, args: [table, from = null, to = null] }, session) =>
    renameIndex(node, session, session.name(table), textOf(from), textOf(to)),
}
