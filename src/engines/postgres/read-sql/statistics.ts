import type { CreateStatsStmt } from 'libpg-query'
import { sibling, type Name } from '../../../model/name.ts'
import { tableIn, type ExtendedStatistics, type Table } from '../../../model/schema.ts'
import { chosenName } from '../../../steps/chosen-name.ts'
import type { Step } from '../../../steps/step.ts'
import { inOrder } from '../introspect/catalog.ts'
import { quoteIdentifier, quoteName } from '../quote.ts'
import { figuredName } from './figured-name.ts'
import { newOfParts, relationName, type Reading } from './names.ts'
import { NoStep } from './no-step.ts'
import { allOf, asKind, textsOf } from './nodes.ts'
import { clauseEnd, phrase, wordAt } from './source.ts'
import { columnRefs } from './type-name.ts'

/** Every kind is the usual; with one expression alone there are none to name. */
const usual = 3

const freeName = (table: Table | undefined, name: Name, columns: readonly string[]): string => {
  const taken = new Set(table?.extendedStatistics?.map(each => each.name))
  for (let count = 0; ; count += 1) {
    const chosen = chosenName(name.name, columns, `stat${count === 0 ? '' : count}`)
    if (!taken.has(chosen)) return chosen
  }
}

export const createStatistics = (reading: Reading, node: CreateStatsStmt): readonly Step[] => {
  const relation = asKind(node.relations?.[0], 'RangeVar')
  if (relation === undefined) throw new NoStep('makes statistics of what is no table')
  const table = relationName(reading, relation)
  const elements = allOf(node.exprs, 'StatsElem')
  const parts = textsOf(node.defnames)
  const names = elements.map(({ name, expr }) => name ?? figuredName(expr) ?? 'expr')
  const found = tableIn(reading.schema, table)
  const name = parts.length === 0 ? sibling(table, freeName(found, table, names)) : newOfParts(reading, parts)
  if (node.if_not_exists && found?.extendedStatistics?.some(each => each.name === name.name)) return []
  const { source } = reading
  const kinds = textsOf(node.stat_types)
  const from = (wordAt(source, 0, 'on') ?? 0) + 1
  const texts: string[] = []
  for (let at = from; texts.length < elements.length;) {
    const end = clauseEnd(source, at, (_, token) => token.kind === 'word' && token.name === 'from')
    texts.push(elements[texts.length]?.name === undefined ? phrase(source, at, end) : quoteIdentifier(elements[texts.length]!.name!))
    at = end + 1
  }
  const shown =
    kinds.length === 0 || kinds.length === usual ? '' : ` (${kinds.toSorted((a, b) => order.indexOf(a) - order.indexOf(b)).join(', ')})`
  const statistics: ExtendedStatistics = {
    name: name.name,
    definition: `CREATE STATISTICS ${quoteName(name)}${shown} ON ${texts.join(', ')} FROM ${quoteName(table)}`,
    columns: [...new Set(elements.flatMap(({ name: column, expr }) => (column === undefined ? columnRefs(expr) : [column])))].toSorted(
      inOrder,
    ),
  }
  return [{ kind: 'create-statistics', table, statistics }]
}

const order = ['ndistinct', 'dependencies', 'mcv']
