import type { CreateTableAsStmt, RefreshMatViewStmt, SelectStmt, ViewStmt } from 'libpg-query'
import { keyOf, type Name } from '../../../model/name.ts'
import { unknownType } from '../../../model/unknown.ts'
import type { Table, View } from '../../../model/schema.ts'
import type { Step } from '../../../steps/step.ts'
import { present } from '../introspect/catalog.ts'
import { lockOf } from './data.ts'
import { newName, relationName, type Reading } from './names.ts'
import { NoStep, outside } from './no-step.ts'
import { asKind, textsOf } from './nodes.ts'
import { turning } from './opaque.ts'
import { relationsIn } from './relations-in.ts'
import { phrase, wordAt, clauseEnd } from './source.ts'
import { optionsText } from './storage.ts'
import { outputColumns } from './view-columns.ts'
import { readsOf } from './view-reads.ts'

/** The text behind AS, without what may stand behind the query. */
const queryText = ({ source }: Reading, from: number): string => {
  const all = source.tokens()
  let to = all.length
  const words = (count: number): string =>
    all
      .slice(to - count, to)
      .map(token => token.name)
      .join(' ')
  if (/^with (local|cascaded) check option$/.test(words(4))) to -= 4
  else if (words(3) === 'with check option' || words(3) === 'with no data') to -= 3
  else if (words(2) === 'with data') to -= 2
  return phrase(source, from, to)
}

/** AS stands outside of parentheses, behind names, columns and options. */
const bodyAt = ({ source }: Reading): number => {
  const at = wordAt(source, 0, 'as')
  return at === undefined ? clauseEnd(source, 0) : at + 1
}

const checkOption = ({ withCheckOption }: ViewStmt): string | undefined =>
  withCheckOption === 'LOCAL_CHECK_OPTION'
    ? 'check_option=local'
    : withCheckOption === 'CASCADED_CHECK_OPTION'
      ? 'check_option=cascaded'
      : undefined

const viewOf = (
  reading: Reading,
  name: View['name'],
  query: SelectStmt,
  aliases: readonly string[],
  materialized: boolean,
  options: string | undefined,
): View =>
  present<View>({
    name,
    query: queryText(reading, bodyAt(reading)),
    materialized,
    reads: readsOf(reading, { SelectStmt: query }),
    columns: outputColumns(reading, query).map(({ name: column }, at) => aliases[at] ?? column),
    options: options === '' ? undefined : options,
  })

export const createView = (reading: Reading, node: ViewStmt): readonly Step[] => {
  const name = newName(reading, node.view ?? {})
  if (node.view?.relpersistence === 't') throw outside('makes a temporary view')
  const query = asKind(node.query, 'SelectStmt')
  if (query === undefined) throw new NoStep('makes a view of no query', [keyOf(name)])
  const options = [optionsText(node.options), checkOption(node)].filter(Boolean).join(', ')
  const view = viewOf(reading, name, query, textsOf(node.aliases), false, options)
  const from = reading.schema.views.get(keyOf(name))
  if (!node.replace || from === undefined) return [{ kind: 'create-view', view }]
  const { options: _, ...kept } = from
  return [{ kind: 'replace-view', from, to: { ...kept, ...view } }]
}

/** The table a query makes: columns and their types alone. A query that only its run can tell leaves it to be doubted. */
const tableOfQuery = (reading: Reading, name: Name, query: SelectStmt | undefined, node: CreateTableAsStmt): Step => {
  const names = textsOf(node.into?.colNames)
  const outputs = query === undefined ? [] : outputColumns(reading, query)
  const isTold = outputs.length > 0 && outputs.every(each => each.type !== undefined)
  const table: Table = present<Table>({
    name,
    columns: outputs.map((each, at) => ({ name: names[at] ?? each.name, type: each.type ?? unknownType, nullable: true })),
    constraints: [],
    indexes: [],
    options: optionsText(node.into?.options),
    unlogged: node.into?.rel?.relpersistence === 'u' ? true : undefined,
  })
  const locks = relationsIn(reading, node.query).map(each => lockOf(reading, each, 'access share', 'scan'))
  const step = turning(
    reading.source.text,
    'makes a table of a query',
    { tables: { [keyOf(name)]: table } },
    { verb: 'insert', locks, long: true },
  )
  if (isTold) return step
  const { known: _, ...doubted } = step
  return { ...doubted, touches: [keyOf(name)] }
}

/** CREATE MATERIALIZED VIEW, CREATE TABLE AS, SELECT INTO. */
export const createTableAs = (reading: Reading, node: CreateTableAsStmt): readonly Step[] => {
  const relation = node.into?.rel ?? {}
  const name = newName(reading, relation)
  const key = keyOf(name)
  if (relation.relpersistence === 't') throw outside('makes a temporary table')
  if (node.if_not_exists && (reading.schema.tables.get(key) ?? reading.schema.views.get(key)) !== undefined) return []
  const query = asKind(node.query, 'SelectStmt')
  if (node.objtype !== 'OBJECT_MATVIEW') return [tableOfQuery(reading, name, query, node)]
  if (query === undefined) throw new NoStep('makes a view of no query', [key])
  const view = viewOf(reading, name, query, textsOf(node.into?.colNames), true, optionsText(node.into?.options))
  return [{ kind: 'create-view', view, withData: node.into?.skipData !== true }]
}

export const refreshView = (reading: Reading, node: RefreshMatViewStmt): readonly Step[] => {
  if (node.skipData) throw outside('empties a materialized view')
  return [{ kind: 'refresh-view', view: relationName(reading, node.relation ?? {}), online: node.concurrent === true }]
}
