import type { JoinExpr, Node, RangeVar, SelectStmt } from 'libpg-query'
import { keyOf } from '../../../model/name.ts'
import { inOrder } from '../introspect/catalog.ts'
import { relationName, type Reading } from './names.ts'
import { allOf, asKind, textsOf } from './nodes.ts'
import { outputColumns } from './view-columns.ts'

/** Something FROM names. Without a key its columns are those of a query, whose own reads are counted where it stands. */
interface Source {
  readonly alias: string
  readonly key?: string
  readonly columns: readonly string[]
}
type Scope = readonly Source[]
type Expressions = ReadonlySet<string>

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null

/**
 * What a query reads, `table key` → columns, by the scopes of its sub-selects. A bare name that several relations of one
 * scope have counts for each of them.
 */
export const readsOf = (reading: Reading, query: unknown): Readonly<Record<string, readonly string[]>> => {
  const reads = new Map<string, Set<string>>()
  const add = (source: Source, columns: readonly string[]): void => {
    if (source.key === undefined) return
    const found = reads.get(source.key)!
    for (const column of columns) found.add(column)
  }

  const relation = (range: RangeVar, expressions: Expressions): Source => {
    const alias = range.alias?.aliasname ?? range.relname ?? ''
    if (range.schemaname === undefined && expressions.has(range.relname ?? '')) return { alias, columns: [] }
    const key = keyOf(relationName(reading, range))
    const columns = reading.schema.tables.get(key)?.columns.map(c => c.name) ?? reading.schema.views.get(key)?.columns
    if (columns === undefined) return { alias, columns: [] }
    if (!reads.has(key)) reads.set(key, new Set())
    return { alias, key, columns }
  }

  const leaves = (node: Node | undefined, expressions: Expressions): Scope => {
    const range = asKind(node, 'RangeVar')
    if (range !== undefined) return [relation(range, expressions)]
    const join = asKind(node, 'JoinExpr')
    if (join !== undefined) return [...leaves(join.larg, expressions), ...leaves(join.rarg, expressions)]
    const derived = asKind(node, 'RangeSubselect')
    const select = asKind(derived?.subquery, 'SelectStmt')
    const names = textsOf(derived?.alias?.colnames)
    const alias = derived?.alias?.aliasname ?? asKind(node, 'RangeFunction')?.alias?.aliasname ?? ''
    return [{ alias, columns: select === undefined ? names : outputColumns(reading, select).map(({ name }, at) => names[at] ?? name) }]
  }

  const reference = (fields: readonly Node[], scopes: readonly Scope[]): void => {
    const names = textsOf(fields)
    if (asKind(fields.at(-1), 'A_Star') !== undefined) {
      const alias = names.at(-1)
      const scope = alias === undefined ? scopes[0] : scopes.find(each => each.some(source => source.alias === alias))
      for (const source of scope ?? []) if (alias === undefined || source.alias === alias) add(source, source.columns)
      return
    }
    const [column = '', alias] = names.toReversed()
    const has = (source: Source): boolean => (alias === undefined || source.alias === alias) && source.columns.includes(column)
    for (const source of scopes.find(scope => scope.some(has)) ?? []) if (has(source)) add(source, [column])
  }

  const joinColumns = (join: JoinExpr, expressions: Expressions): void => {
    const [left, right] = [leaves(join.larg, expressions), leaves(join.rarg, expressions)]
    const shared = join.isNatural
      ? left.flatMap(s => s.columns).filter(c => right.some(s => s.columns.includes(c)))
      : textsOf(join.usingClause)
    for (const source of [...left, ...right])
      add(
        source,
        shared.filter(c => source.columns.includes(c)),
      )
  }

  const see = (node: unknown, scopes: readonly Scope[], expressions: Expressions): void => {
    if (Array.isArray(node)) for (const each of node) see(each, scopes, expressions)
    else if (isObject(node))
      for (const [key, value] of Object.entries(node)) {
        if (!isObject(value)) continue
        if (key === 'ColumnRef') reference((value['fields'] ?? []) as readonly Node[], scopes)
        else if (key === 'SelectStmt' || key === 'larg' || key === 'rarg') {
          if (key === 'SelectStmt' || 'op' in value) enter(value as SelectStmt, scopes, expressions)
          else see(value, scopes, expressions)
        } else {
          if (key === 'JoinExpr') joinColumns(value as JoinExpr, expressions)
          see(value, scopes, expressions)
        }
      }
  }

  const enter = (select: SelectStmt, outer: readonly Scope[], expressions: Expressions): void => {
    const all = new Set([...expressions, ...allOf(select.withClause?.ctes, 'CommonTableExpr').map(each => each.ctename ?? '')])
    const scope = (select.fromClause ?? []).flatMap(item => leaves(item, all))
    see(select, [scope, ...outer], all)
  }

  see(query, [], new Set())
  return Object.fromEntries([...reads].toSorted(([a], [b]) => inOrder(a, b)).map(([key, columns]) => [key, [...columns].toSorted(inOrder)]))
}
