import type { Node, RangeVar, SelectStmt } from 'libpg-query'
import type { ColumnType } from '../../../model/column-type.ts'
import { keyOf } from '../../../model/name.ts'
import type { View } from '../../../model/schema.ts'
import { loadedParser } from '../expressions.ts'
import { typeOfExpression, unified, type Lookup } from './expression-type.ts'
import { figuredName } from './figured-name.ts'
import { relationName, type Reading } from './names.ts'
import { allOf, asKind, textsOf } from './nodes.ts'
import { readType } from './type-name.ts'

/** A column that a query gives, with its type where that can be told. */
export interface Output {
  readonly name: string
  readonly type?: ColumnType
}

/** What FROM brings, in order: a name it goes by, and its columns. */
interface Source {
  readonly alias?: string
  readonly columns: readonly Output[]
}
type Expressions = ReadonlyMap<string, readonly Output[]>

/** The types of a view's columns are those of its query. */
const viewColumns = (reading: Reading, view: View): readonly Output[] => {
  const [statement] = loadedParser().parseSync(view.query).stmts ?? []
  const query = asKind(statement?.stmt, 'SelectStmt')
  const outputs = query === undefined ? [] : outputColumns(reading, query)
  return view.columns.map((name, at) => ({ ...outputs[at], name }))
}

const relationColumns = (reading: Reading, range: RangeVar, expressions: Expressions): readonly Output[] => {
  const expression = range.schemaname === undefined ? expressions.get(range.relname ?? '') : undefined
  if (expression !== undefined) return expression
  const key = keyOf(relationName(reading, range))
  const view = reading.schema.views.get(key)
  return reading.schema.tables.get(key)?.columns ?? (view === undefined ? [] : viewColumns(reading, view))
}

const renamed = (columns: readonly Output[], names: readonly string[]): readonly Output[] =>
  columns.map((column, at) => (names[at] === undefined ? column : { ...column, name: names[at] }))

const functionColumns = (reading: Reading, node: Node, alias: string | undefined, names: readonly string[]): readonly Output[] => {
  const range = asKind(node, 'RangeFunction')
  const listed = allOf(range?.coldeflist, 'ColumnDef').map(each => ({ name: each.colname ?? '', type: readType(reading, each.typeName) }))
  if (listed.length > 0) return listed
  const called = asKind(range?.functions?.[0], 'List')?.items?.[0]
  const ordinality = range?.ordinality ? [{ name: 'ordinality' }] : []
  return renamed([{ name: alias ?? figuredName(called) ?? '' }, ...ordinality], names)
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
  const all = left.flatMap(s => s.columns)
  const rest = (sources: readonly Source[]): readonly Output[] => sources.flatMap(s => s.columns).filter(c => !shared.includes(c.name))
  const first = shared.map(name => all.find(c => c.name === name) ?? { name })
  return [{ ...(alias === undefined ? {} : { alias }), columns: [...first, ...rest(left), ...rest(right)] }]
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
    const all = right.flatMap(s => s.columns.map(c => c.name))
    const using = join.isNatural
      ? left.flatMap(s => s.columns.map(c => c.name)).filter(c => all.includes(c))
      : join.usingClause && textsOf(join.usingClause)
    return joined(left, right, using, join.alias?.aliasname)
  }
  const derived = asKind(node, 'RangeSubselect')
  const alias = derived?.alias ?? asKind(node, 'RangeFunction')?.alias
  const names = textsOf(alias?.colnames)
  const select = asKind(derived?.subquery, 'SelectStmt')
  const columns =
    select === undefined
      ? functionColumns(reading, node, alias?.aliasname, names)
      : renamed(outputColumns(reading, select, expressions), names)
  return [{ ...(alias?.aliasname === undefined ? {} : { alias: alias.aliasname }), columns }]
}

const withExpressions = (reading: Reading, select: SelectStmt, outer: Expressions): Expressions => {
  const all = new Map(outer)
  for (const cte of allOf(select.withClause?.ctes, 'CommonTableExpr')) {
    const query = asKind(cte.ctequery, 'SelectStmt')
    const names = textsOf(cte.aliascolnames)
    const columns = query === undefined ? names.map(name => ({ name })) : renamed(outputColumns(reading, query, all), names)
    all.set(cte.ctename ?? '', columns)
  }
  return all
}

/** The columns a query gives, `*` spelled out as far as the schema knows. */
export const outputColumns = (
  reading: Reading,
  select: SelectStmt,
  outer: Expressions = new Map(),
  around: readonly (readonly Source[])[] = [],
): readonly Output[] => {
  const expressions = withExpressions(reading, select, outer)
  if (select.larg !== undefined) {
    const [left, right] = [select.larg, select.rarg ?? {}].map(side => outputColumns(reading, side, expressions, around))
    return left!.map((column, at) => ({ ...column, type: unified([column.type, right![at]?.type]) }))
  }
  const sources = (select.fromClause ?? []).flatMap(item => sourcesOf(reading, item, expressions))
  const scopes = [sources, ...around]
  const lookup: Lookup = {
    column: (name, alias) => {
      const has = (source: Source): boolean => (alias === undefined || source.alias === alias) && source.columns.some(c => c.name === name)
      const found = scopes.find(scope => scope.some(has))?.find(has)
      return found?.columns.find(c => c.name === name)?.type
    },
    query: inner => outputColumns(reading, inner, expressions, scopes)[0]?.type,
  }
  const rows = asKind(select.valuesLists?.[0], 'List')?.items
  if (rows !== undefined) return rows.map((value, at) => ({ name: `column${at + 1}`, type: typeOfExpression(reading, value, lookup) }))
  return allOf(select.targetList, 'ResTarget').flatMap(({ name, val }): readonly Output[] => {
    const fields = asKind(val, 'ColumnRef')?.fields ?? []
    if (asKind(fields.at(-1), 'A_Star') === undefined)
      return [{ name: name ?? figuredName(val) ?? '?column?', type: typeOfExpression(reading, val, lookup) }]
    const qualifier = fields.length > 1 ? textsOf(fields).at(-1) : undefined
    return sources.filter(source => qualifier === undefined || source.alias === qualifier).flatMap(source => source.columns)
  })
}
