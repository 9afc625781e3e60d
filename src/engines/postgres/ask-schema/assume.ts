import type { Node } from 'libpg-query'
import { keyOf } from '../../../model/name.ts'
import { nameIn } from '../identifier.ts'
import { asKind, textsOf } from '../read-sql/nodes.ts'
import { evaluate } from './evaluate.ts'
import type { World } from './value.ts'

/** Tables by their keys, with the rows they have at most. */
export type FewRows = Readonly<Record<string, number>>

/** What is known of the rows of tables where the condition is true, or where it is not. */
export const assume = (world: World, node: Node | undefined, isTrue: boolean): FewRows => {
  const test = asKind(node, 'BooleanTest')
  if (test?.booltesttype === 'IS_NOT_TRUE') return isTrue ? {} : assume(world, test.arg, true)
  if (test?.booltesttype === 'IS_TRUE') return isTrue ? assume(world, test.arg, true) : {}
  const logic = asKind(node, 'BoolExpr')
  if (logic !== undefined) {
    const args = logic.args ?? []
    if (logic.boolop === 'NOT_EXPR') return isTrue ? {} : assume(world, args[0], true)
    // All of them hold; or, where the others do not, the one that is left.
    if ((logic.boolop === 'AND_EXPR') === isTrue) return Object.assign({}, ...args.map(each => assume(world, each, isTrue))) as FewRows
    const left = args.filter(each => evaluate(world, each, world.values) !== !isTrue)
    return left.length === 1 ? assume(world, left[0], isTrue) : {}
  }
  return isTrue ? fewIn(node) : {}
}

/** `(SELECT count(*) FROM (SELECT FROM users LIMIT 1001) AS few) <= 1000`, which is true at once however many there are. */
const fewIn = (node: Node | undefined): FewRows => {
  const comparison = asKind(node, 'A_Expr')
  const operator = textsOf(comparison?.name).at(-1)
  const most = asKind(comparison?.rexpr, 'A_Const')?.ival?.ival
  const counting = asKind(asKind(comparison?.lexpr, 'SubLink')?.subselect, 'SelectStmt')
  const counted = asKind(asKind(counting?.targetList?.[0], 'ResTarget')?.val, 'FuncCall')
  const inner = asKind(asKind(counting?.fromClause?.[0], 'RangeSubselect')?.subquery, 'SelectStmt')
  const table = asKind(inner?.fromClause?.[0], 'RangeVar')
  const limit = asKind(inner?.limitCount, 'A_Const')?.ival?.ival
  if ((operator !== '<=' && operator !== '<') || most === undefined || limit === undefined || limit <= most) return {}
  if (counted?.agg_star !== true || counting?.whereClause !== undefined) return {}
  if (table?.relname === undefined || inner?.whereClause !== undefined || inner?.fromClause?.length !== 1) return {}
  return { [keyOf(nameIn(table.schemaname ?? 'public', table.relname))]: most }
}
