import type { Node, RangeVar, SelectStmt } from 'libpg-query'
import { keyOf } from '../../../model/name.ts'
import { figuredName } from './figured-name.ts'
import { relationName, type Reading } from './names.ts'
import { allOf, asKind, textsOf } from './nodes.ts'

/** What FROM brings, in order: a name it goes by, and its columns. */
interface Source {
  readonly alias?: string
  readonly columns: readonly string[]
}
type Expressions = ReadonlyMap<string, readonly string[]>

const relationColumns = (reading: Reading, range: RangeVar, expressions: Expressions): readonly string[] => {
  const expression = range.schemaname === undefined ? expressions.get(range.relname ?? '') : undefined
  if (expression !== undefined) return expression
  const key = keyOf(relationName(reading, range))
  return reading.schema.tables[key]?.columns.map(c => c.name) ?? reading.schema.views[key]?.columns ?? []
}

const renamed = (columns: readonly string[], names: readonly string[]): readonly string[] =>
  columns.map((column, at) => names[at] ?? column)

const functionColumns = (node: Node, alias: string | undefined, names: readonly string[]): readonly string[] => {
  const range = asKind(node, 'RangeFunction')
  const listed = allOf(range?.coldeflist, 'ColumnDef').map(each => each.colname ?? '')
  if (listed.length > 0) return listed
  const called = asKind(range?.functions?.[0], 'List')?.items?.[0]
  const ordinality = range?.ordinality ? ['ordinality'] : []
  return renamed([alias ?? figuredName(called) ?? '', ...ordinality], names)
}

/** USING and NATURAL show the columns they join by once, first. */
const joined = (
  left: readonly Source[],
  right: readonly Source[],
  using: readonly string[] | undefined,
  alias: string | undefined,
): readonly Source[] => {
  if (using === undefined && alias === undefined) return [...left, ...right]
  const shared = using ?? []
  const rest = (sources: readonly Source[]): readonly string[] => sources.flatMap(s => s.columns).filter(c => !shared.includes(c))
  return [{ ...(alias === undefined ? {} : { alias }), columns: [...shared, ...rest(left), ...rest(right)] }]
}

const sourcesOf = (reading: Reading, node: Node, expressions: Expressions): readonly Source[] => {
  const range = asKind(node, 'RangeVar')
  if (range !== undefined) {
    const columns = renamed(relationColumns(reading, range, expressions), textsOf(range.alias?.colnames))
    return [{ alias: range.alias?.aliasname ?? range.relname ?? '', columns }]
  }
  const join = asKind(node, 'JoinExpr')
  if (join?.larg !== undefined && join.rarg !== undefined) {
    const [left, right] = [sourcesOf(reading, join.larg, expressions), sourcesOf(reading, join.rarg, expressions)]
    const all = right.flatMap(s => s.columns)
    const using = join.isNatural ? left.flatMap(s => s.columns).filter(c => all.includes(c)) : join.usingClause && textsOf(join.usingClause)
    return joined(left, right, using, join.alias?.aliasname)
  }
  const derived = asKind(node, 'RangeSubselect')
  const alias = derived?.alias ?? asKind(node, 'RangeFunction')?.alias
  const names = textsOf(alias?.colnames)
  const select = asKind(derived?.subquery, 'SelectStmt')
  const columns =
    select === undefined ? functionColumns(node, alias?.aliasname, names) : renamed(outputColumns(reading, select, expressions), names)
  return [{ ...(alias?.aliasname === undefined ? {} : { alias: alias.aliasname }), columns }]
}

const withExpressions = (reading: Reading, select: SelectStmt, outer: Expressions): Expressions => {
  const all = new Map(outer)
  for (const cte of allOf(select.withClause?.ctes, 'CommonTableExpr')) {
    const query = asKind(cte.ctequery, 'SelectStmt')
    const names = textsOf(cte.aliascolnames)
    all.set(cte.ctename ?? '', query === undefined ? names : renamed(outputColumns(reading, query, all), names))
  }
  return all
}

/** Names of the columns a query gives, `*` spelled out as far as the schema knows. */
export const outputColumns = (reading: Reading, select: SelectStmt, outer: Expressions = new Map()): readonly string[] => {
  const expressions = withExpressions(reading, select, outer)
  if (select.larg !== undefined) return outputColumns(reading, select.larg, expressions)
  const rows = select.valuesLists?.[0]
  if (rows !== undefined) return (asKind(rows, 'List')?.items ?? []).map((_, at) => `column${at + 1}`)
  const sources = (select.fromClause ?? []).flatMap(item => sourcesOf(reading, item, expressions))
  return allOf(select.targetList, 'ResTarget').flatMap(({ name, val }) => {
    if (name !== undefined) return [name]
    const fields = asKind(val, 'ColumnRef')?.fields ?? []
    if (asKind(fields.at(-1), 'A_Star') === undefined) return [figuredName(val) ?? '?column?']
    const qualifier = fields.length > 1 ? textsOf(fields).at(-1) : undefined
    return sources.filter(source => qualifier === undefined || source.alias === qualifier).flatMap(source => source.columns)
  })
}
