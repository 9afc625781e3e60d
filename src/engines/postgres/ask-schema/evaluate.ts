import type { A_Expr, FuncCall, Node, SelectStmt, SubLink } from 'libpg-query'
import { quoteIdentifier } from '../identifier.ts'
import { asKind, textsOf, valueOf } from '../read-sql/nodes.ts'
import { catalogs, type Row, type Wanted } from './rows.ts'
import { homeIn, isRef, relationOf, typeOf, unknown, type Scalar, type Value, type World } from './value.ts'

/** Three-valued, and a fourth time: what is unknown is not NULL. */
type Truth = boolean | null | typeof unknown

const truthOf = (value: Value): Truth => (value === true || value === false || value === null ? value : unknown)

/** An expression over a row of a catalog, as the server would compute it from this schema. */
export const evaluate = (world: World, node: Node | undefined, row: Row = {}): Value => {
  const inner = (each: Node | undefined): Value => evaluate(world, each, row)
  const constant = asKind(node, 'A_Const')
  if (constant !== undefined)
    return constant.isnull
      ? null
      : constant.boolval !== undefined
        ? (constant.boolval.boolval ?? false)
        : constant.ival !== undefined
          ? (constant.ival.ival ?? 0)
          : (valueOf(node) ?? unknown)
  const column = asKind(node, 'ColumnRef')
  if (column !== undefined) {
    const name = textsOf(column.fields).at(-1) ?? ''
    return Object.hasOwn(row, name) ? row[name]! : unknown
  }
  const cast = asKind(node, 'TypeCast')
  if (cast !== undefined) return castTo(world, inner(cast.arg), textsOf(cast.typeName?.names).at(-1) ?? '')
  const logic = asKind(node, 'BoolExpr')
  if (logic !== undefined) return combine(logic.boolop, logic.args ?? [], inner)
  const operation = asKind(node, 'A_Expr')
  if (operation !== undefined) return operate(world, operation, inner)
  const test = asKind(node, 'NullTest')
  if (test !== undefined) {
    const value = inner(test.arg)
    return value === unknown ? unknown : (value === null) === (test.nulltesttype === 'IS_NULL')
  }
  const truth = asKind(node, 'BooleanTest')
  if (truth !== undefined) return testTruth(truth.booltesttype, truthOf(inner(truth.arg)))
  const call = asKind(node, 'FuncCall')
  if (call !== undefined) return callOf(world, call, inner)
  const keyword = asKind(node, 'SQLValueFunction')
  if (keyword !== undefined) return keyword.op === 'SVFOP_CURRENT_SCHEMA' ? homeIn(world) : unknown
  const coalesce = asKind(node, 'CoalesceExpr')
  if (coalesce !== undefined) {
    for (const each of coalesce.args ?? []) {
      const value = inner(each)
      if (value !== null) return value
    }
    return null
  }
  const list = asKind(node, 'A_ArrayExpr')
  if (list !== undefined) return listOf((list.elements ?? []).map(inner))
  const link = asKind(node, 'SubLink')
  return link === undefined ? unknown : linked(world, link, row)
}

const listOf = (values: readonly Value[]): Value =>
  values.every((value): value is Scalar => value !== unknown && !Array.isArray(value)) ? values : unknown

const combine = (operator: string | undefined, args: readonly Node[], inner: (node: Node) => Value): Value => {
  if (operator === 'NOT_EXPR') {
    const value = truthOf(inner(args[0]!))
    return value === unknown || value === null ? value : !value
  }
  // The value that decides, whatever the others are.
  const deciding = operator === 'OR_EXPR'
  let rest: Truth = !deciding
  for (const each of args) {
    const value = truthOf(inner(each))
    if (value === deciding) return deciding
    if (value === unknown) rest = unknown
    else if (value === null && rest !== unknown) rest = null
  }
  return rest
}

const testTruth = (test: string | undefined, value: Truth): Value => {
  if (value === unknown) return unknown
  switch (test) {
    case 'IS_TRUE':
      return value === true
    case 'IS_NOT_TRUE':
      return value !== true
    case 'IS_FALSE':
      return value === false
    case 'IS_NOT_FALSE':
      return value !== false
    default:
      return unknown
  }
}

const castTo = (world: World, value: Value, type: string): Value => {
  if (value === unknown || value === null) return value
  if (typeof value === 'string' && type === 'regclass') return relationOf(world, value) ?? unknown // the server would refuse it
  if (typeof value === 'string' && type === 'regtype') return typeOf(world, value) ?? unknown
  if (typeof value === 'string' && type === 'regnamespace') return { kind: 'schema', key: value, text: value }
  if (isRef(value)) return type === 'text' || type === 'name' ? value.text : /^(oid|reg\w+)$/.test(type) ? value : unknown
  return ['text', 'name', 'varchar', 'char', 'bpchar', 'int4', 'int8', 'bool'].includes(type) ? value : unknown
}

/** Are they equal? A name may stand for what it names. */
const isEqual = (world: World, left: Value, right: Value): Truth => {
  if (left === unknown || right === unknown) return unknown
  if (left === null || right === null) return null
  if (Array.isArray(left) || Array.isArray(right))
    return Array.isArray(left) && Array.isArray(right)
      ? left.length === right.length && left.every((each, at) => isEqual(world, each, right[at]!) === true)
      : unknown
  if (isRef(left) && isRef(right)) return left.kind === right.kind && left.key === right.key
  if (isRef(left)) return typeof right === 'string' ? isEqual(world, left, named(world, left.kind, right)) : right === 0 ? false : unknown
  if (isRef(right)) return isEqual(world, right, left)
  return typeof left === typeof right ? left === right : unknown
}

const named = (world: World, kind: string, text: string): Value =>
  kind === 'class' ? (relationOf(world, text) ?? false) : kind === 'schema' ? { kind: 'schema', key: text, text } : unknown

const operate = (world: World, { kind, name, lexpr, rexpr }: A_Expr, inner: (node: Node | undefined) => Value): Value => {
  const operator = textsOf(name).at(-1)
  const left = inner(lexpr)
  if (kind === 'AEXPR_IN' || kind === 'AEXPR_OP_ANY') {
    const list = kind === 'AEXPR_IN' ? (asKind(rexpr, 'List')?.items ?? []).map(inner) : inner(rexpr)
    if (!Array.isArray(list)) return unknown
    const any = combineTruths((list as readonly Value[]).map(each => isEqual(world, left, each)))
    return operator === '=' ? any : operator === '<>' && kind === 'AEXPR_IN' ? (typeof any === 'boolean' ? !any : any) : unknown
  }
  if (kind === 'AEXPR_DISTINCT' || kind === 'AEXPR_NOT_DISTINCT') {
    const right = inner(rexpr)
    if (left === unknown || right === unknown) return unknown
    const same = left === null || right === null ? left === right : isEqual(world, left, right)
    return typeof same === 'boolean' ? same === (kind === 'AEXPR_NOT_DISTINCT') : unknown
  }
  if (kind !== 'AEXPR_OP') return unknown
  const right = inner(rexpr)
  if (operator === '||')
    return typeof left === 'string' && typeof right === 'string' ? left + right : left === null || right === null ? null : unknown
  if (operator === '=') return isEqual(world, left, right)
  if (operator !== '<>' && operator !== '!=') return unknown
  const same = isEqual(world, left, right)
  return typeof same === 'boolean' ? !same : same
}

const combineTruths = (values: readonly Truth[]): Truth =>
  values.includes(true) ? true : values.includes(unknown) ? unknown : values.includes(null) ? null : false

const callOf = (world: World, { funcname, args = [] }: FuncCall, inner: (node: Node | undefined) => Value): Value => {
  const [first, ...rest] = args.map(inner)
  switch (textsOf(funcname).at(-1)) {
    case 'to_regclass':
      return typeof first === 'string' ? relationOf(world, first) : unknown
    case 'to_regtype':
      return typeof first === 'string' ? typeOf(world, first) : unknown
    case 'to_regprocedure':
      return typeof first === 'string' && first.endsWith('()') ? routineOf(world, first.slice(0, -2)) : unknown
    case 'quote_ident':
      return typeof first === 'string' ? quoteIdentifier(first) : unknown
    case 'current_schema':
      return homeIn(world)
    case 'pg_get_expr':
      return typeof first === 'string' || first === null ? first : unknown
    case 'format_type':
      return first !== undefined && isRef(first) ? first.text : unknown
    case 'format':
      return typeof first === 'string' ? formatted(first, rest) : unknown
    default:
      return unknown
  }
}

/** The function without arguments, where no other has its name. */
const routineOf = ({ schema }: World, name: string): Value => {
  const bare = name.replaceAll('"', '').replace(/^public\./, '')
  const own = schema.routines.values().filter(each => each.name.name === bare)
  return own.length === 0 ? null : own.length === 1 ? { kind: 'routine', key: bare, text: bare } : unknown
}

const formatted = (template: string, values: readonly Value[]): Value => {
  if (values.some(value => typeof value !== 'string') || /%[^s]/.test(template)) return unknown
  const texts = [...(values as readonly string[])]
  return template.replaceAll('%s', () => texts.shift() ?? '')
}

/** `ARRAY(SELECT attname FROM unnest(indkey) … JOIN pg_attribute …)`: the columns that these numbers stand for. */
const numbered = (select: SelectStmt, row: Row): Value | undefined => {
  const join = asKind(select.fromClause?.[0], 'JoinExpr')
  const rows = asKind(join?.larg, 'RangeFunction')
  const [call] = (rows?.functions ?? []).flatMap(each => asKind(each, 'List')?.items ?? [])
  const unnest = asKind(call, 'FuncCall')
  const numbers = asKind(unnest?.args?.[0], 'ColumnRef')
  const table = asKind(join?.rarg, 'RangeVar')
  if (textsOf(unnest?.funcname).at(-1) !== 'unnest' || table?.relname !== 'pg_attribute' || numbers === undefined) return undefined
  const value = row[textsOf(numbers.fields).at(-1) ?? '']
  return value === undefined || value === null ? unknown : value
}

const linked = (world: World, { subLinkType, subselect, testexpr, operName }: SubLink, row: Row): Value => {
  const select = asKind(subselect, 'SelectStmt')
  if (select === undefined) return unknown
  if (subLinkType === 'EXISTS_SUBLINK') return exists(world, select, row)
  if (subLinkType === 'ARRAY_SUBLINK') {
    const columns = numbered(select, row)
    if (columns !== undefined) return columns
  }
  if (subLinkType === 'ANY_SUBLINK' && operName === undefined) {
    const value = evaluate(world, testexpr, row)
    const rows = rowsOf(world, select, row)
    return rows === undefined ? unknown : combineTruths(rows.map(each => isEqual(world, value, each[0] ?? null)))
  }
  if (subLinkType !== 'ARRAY_SUBLINK' && subLinkType !== 'EXPR_SUBLINK') return unknown
  if (isPublication(select)) return publicationOf(world, select, row)
  const rows = rowsOf(world, select, row)
  if (rows === undefined) return unknown
  const values = rows.map(each => each[0] ?? null)
  return subLinkType === 'ARRAY_SUBLINK' ? values : values.length > 1 ? unknown : (values[0] ?? null)
}

/** The model knows publications by the tables in them. */
const isPublication = ({ fromClause }: SelectStmt): boolean => asKind(fromClause?.[0], 'RangeVar')?.relname === 'pg_publication'
const publicationOf = (world: World, { whereClause }: SelectStmt, row: Row): Value => {
  const name = wantedIn(world, whereClause, row).get('pubname')
  return typeof name === 'string' ? { kind: 'publication', key: name, text: name } : unknown
}

/** What the condition wants equal to something that is known before any row is read. */
const wantedIn = (world: World, where: Node | undefined, row: Row): Wanted => {
  const parts =
    asKind(where, 'BoolExpr')?.boolop === 'AND_EXPR' ? (asKind(where, 'BoolExpr')?.args ?? []) : where === undefined ? [] : [where]
  return new Map(
    parts.flatMap((part): readonly (readonly [string, Value])[] => {
      const equation = asKind(part, 'A_Expr')
      const column = asKind(equation?.lexpr, 'ColumnRef')
      if (equation === undefined || column === undefined || textsOf(equation.name).at(-1) !== '=') return []
      const value =
        equation.kind === 'AEXPR_IN'
          ? listOf((asKind(equation.rexpr, 'List')?.items ?? []).map(each => evaluate(world, each, row)))
          : equation.kind === 'AEXPR_OP'
            ? evaluate(world, equation.rexpr, row)
            : unknown
      return value === unknown || value === null ? [] : [[textsOf(column.fields).at(-1) ?? '', value]]
    }),
  )
}

/** The rows a query goes through; undefined where it is more than a condition on one catalog. */
const source = (world: World, select: SelectStmt, row: Row): readonly Row[] | undefined => {
  if (select.larg !== undefined || select.groupClause !== undefined || select.havingClause !== undefined) return undefined
  if (select.limitOffset !== undefined || select.withClause !== undefined) return undefined
  if (select.fromClause === undefined) return select.valuesLists === undefined ? [row] : undefined
  const range = asKind(select.fromClause[0], 'RangeVar')
  if (range === undefined || select.fromClause.length !== 1) return undefined
  const rows = catalogs[range.relname ?? '']
  return rows?.(world, wantedIn(world, select.whereClause, row)).map(each => ({ ...row, ...each }))
}

const exists = (world: World, select: SelectStmt, row: Row): Truth => {
  const rows = source(world, select, row)
  if (rows === undefined) return unknown
  let answer: Truth = false
  for (const each of rows) {
    const holds = select.whereClause === undefined ? true : truthOf(evaluate(world, select.whereClause, each))
    if (holds === true) return true
    if (holds === unknown) answer = unknown
  }
  return answer
}

/** The rows of a query, in the order the catalog keeps them; undefined where one of them is not certain. */
export const rowsOf = (world: World, select: SelectStmt, row: Row = {}): readonly (readonly Scalar[])[] | undefined => {
  const rows: Scalar[][] = []
  for (const each of source(world, select, row) ?? [undefined]) {
    if (each === undefined) return undefined
    const holds = select.whereClause === undefined ? true : truthOf(evaluate(world, select.whereClause, each))
    if (holds === unknown) return undefined
    if (holds !== true) continue
    const values = listOf((select.targetList ?? []).map(target => evaluate(world, asKind(target, 'ResTarget')?.val, each)))
    if (!Array.isArray(values)) return undefined
    rows.push([...(values as readonly Scalar[])])
  }
  return rows
}
