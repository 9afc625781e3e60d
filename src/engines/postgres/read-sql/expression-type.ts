import type { Node, SelectStmt } from 'libpg-query'
import type { ColumnType, TypeKind } from '../../../model/column-type.ts'
import { parseType } from '../types.ts'
import type { Reading } from './names.ts'
import { asKind, textsOf } from './nodes.ts'
import { readType } from './type-name.ts'

/** How names inside an expression get their types. */
export interface Lookup {
  readonly column: (name: string, alias: string | undefined) => ColumnType | undefined
  /** The first column of a sub-select. */
  readonly query: (select: SelectStmt) => ColumnType | undefined
}

const plain = (native: string): ColumnType => parseType(native)

/** Without length or precision: what two of one kind that differ in them have in common. */
const unmodified = ({ length: _l, precision: _p, scale: _s, ...type }: ColumnType): ColumnType => ({
  ...type,
  native: type.native.replace(/\(\d+(?:,\d+)?\)/, ''),
})

const ranks: readonly TypeKind[] = ['smallint', 'integer', 'bigint', 'numeric', 'real', 'double']

/** The type of what several expressions give in one place; those that are not known do not count. */
export const unified = (types: readonly (ColumnType | undefined)[]): ColumnType | undefined => {
  const [first, ...rest] = types.flatMap(type => type ?? [])
  if (first === undefined) return undefined
  return rest.reduce<ColumnType>((one, other) => {
    if (one.native === other.native) return one
    if (one.kind === other.kind && one.kind !== 'other') return unmodified(one)
    return ranks.indexOf(other.kind) > ranks.indexOf(one.kind) && ranks.includes(one.kind) ? unmodified(other) : one
  }, first)
}

const returning: Readonly<Record<string, string>> = {
  count: 'bigint',
  row_number: 'bigint',
  rank: 'bigint',
  dense_rank: 'bigint',
  nextval: 'bigint',
  currval: 'bigint',
  setval: 'bigint',
  length: 'integer',
  char_length: 'integer',
  octet_length: 'integer',
  array_length: 'integer',
  cardinality: 'integer',
  ntile: 'integer',
  now: 'timestamp with time zone',
  clock_timestamp: 'timestamp with time zone',
  to_timestamp: 'timestamp with time zone',
  age: 'interval',
  bool_or: 'boolean',
  bool_and: 'boolean',
  every: 'boolean',
  starts_with: 'boolean',
  lower: 'text',
  upper: 'text',
  concat: 'text',
  concat_ws: 'text',
  replace: 'text',
  substring: 'text',
  substr: 'text',
  btrim: 'text',
  ltrim: 'text',
  rtrim: 'text',
  regexp_replace: 'text',
  string_agg: 'text',
  to_char: 'text',
  md5: 'text',
  left: 'text',
  right: 'text',
  lpad: 'text',
  rpad: 'text',
  split_part: 'text',
  format: 'text',
  encode: 'text',
  array_to_string: 'text',
  initcap: 'text',
  reverse: 'text',
  json_agg: 'json',
  json_build_object: 'json',
  row_to_json: 'json',
  to_json: 'json',
  json_object_agg: 'json',
  jsonb_agg: 'jsonb',
  jsonb_build_object: 'jsonb',
  to_jsonb: 'jsonb',
  jsonb_set: 'jsonb',
  jsonb_object_agg: 'jsonb',
  gen_random_uuid: 'uuid',
  uuid_generate_v4: 'uuid',
  to_tsvector: 'tsvector',
  date_part: 'double precision',
  extract: 'numeric',
  random: 'double precision',
}

const sums: Partial<Record<TypeKind, string>> = {
  smallint: 'bigint',
  integer: 'bigint',
  bigint: 'numeric',
  numeric: 'numeric',
  real: 'real',
  double: 'double precision',
}

const ofCall = (reading: Reading, node: Node, lookup: Lookup): ColumnType | undefined => {
  const call = asKind(node, 'FuncCall')
  const name = textsOf(call?.funcname).at(-1) ?? ''
  const own = reading.schema.routines.values().find(each => each.name.name === name)
  if (own !== undefined) {
    const returns = /\n RETURNS (?!SETOF|TABLE)(.+)\n/.exec(own.definition)?.[1]
    return returns === undefined ? undefined : parseType(returns, reading.schema)
  }
  const argument = call?.args?.[0] === undefined ? undefined : typeOfExpression(reading, call.args[0], lookup)
  switch (name) {
    case 'max':
    case 'min':
      return argument?.kind === 'varchar' ? plain('text') : argument && unmodified(argument)
    case 'sum':
      return argument && sums[argument.kind] === undefined ? argument : argument && plain(sums[argument.kind]!)
    case 'avg':
      return (
        argument &&
        plain(
          argument.kind === 'real' || argument.kind === 'double'
            ? 'double precision'
            : argument.kind === 'interval'
              ? 'interval'
              : 'numeric',
        )
      )
    case 'array_agg':
      return argument && (argument.dimensions === undefined ? parseType(`${unmodified(argument).native}[]`, reading.schema) : argument)
    case 'date_trunc':
      return typeOfExpression(reading, call?.args?.[1], lookup)
    case 'round':
    case 'ceil':
    case 'floor':
    case 'abs':
    case 'lag':
    case 'lead':
    case 'first_value':
    case 'last_value':
      return argument && unmodified(argument)
    default:
      return returning[name] === undefined ? undefined : plain(returning[name])
  }
}

const comparing = new Set([
  '=',
  '<>',
  '!=',
  '<',
  '>',
  '<=',
  '>=',
  '~',
  '!~',
  '~*',
  '!~*',
  '@>',
  '<@',
  '&&',
  '?',
  '?|',
  '?&',
  '@@',
  '~~',
  '!~~',
  '~~*',
  '!~~*',
])

const ofOperator = (reading: Reading, node: Node, lookup: Lookup): ColumnType | undefined => {
  const expression = asKind(node, 'A_Expr')
  const operator = textsOf(expression?.name).at(-1) ?? ''
  if (expression?.kind !== 'AEXPR_OP' && expression?.kind !== 'AEXPR_NULLIF') return plain('boolean')
  const [left, right] = [expression.lexpr, expression.rexpr].map(side =>
    side === undefined ? undefined : typeOfExpression(reading, side, lookup),
  )
  if (expression.kind === 'AEXPR_NULLIF') return left
  if (comparing.has(operator)) return plain('boolean')
  if (operator === '||') return left?.kind === 'jsonb' || (left?.dimensions ?? 0) > 0 ? left : plain('text')
  if (operator === '->>' || operator === '#>>') return plain('text')
  if (operator === '->' || operator === '#>') return left
  if (left === undefined) return expression.lexpr === undefined ? right : undefined
  if (right === undefined) return undefined
  const isTime = (type: ColumnType): boolean => type.kind === 'timestamp' || type.kind === 'timestamptz'
  if (isTime(left) && isTime(right)) return operator === '-' ? plain('interval') : undefined
  if (isTime(left) && right.kind === 'interval') return unmodified(left)
  if (left.kind === 'date')
    return right.kind === 'date' ? plain('integer') : right.kind === 'interval' ? plain('timestamp without time zone') : left
  if (!ranks.includes(left.kind) || !ranks.includes(right.kind)) return undefined
  const [a, b] = [ranks.indexOf(left.kind), ranks.indexOf(right.kind)]
  // A real and anything but a real give a double.
  return a === b
    ? unmodified(left)
    : Math.max(a, b) === ranks.indexOf('real')
      ? plain('double precision')
      : unmodified(a > b ? left : right)
}

const ofConstant = (node: Node): ColumnType | undefined => {
  const constant = asKind(node, 'A_Const')
  if (constant === undefined || constant.isnull) return undefined
  if (constant.sval !== undefined) return plain('text')
  if (constant.boolval !== undefined) return plain('boolean')
  if (constant.fval !== undefined) return plain(/^\d+$/.test(constant.fval.fval ?? '') ? 'bigint' : 'numeric')
  return plain('integer')
}

const valueFunctions: Readonly<Record<string, string>> = {
  SVFOP_CURRENT_DATE: 'date',
  SVFOP_CURRENT_TIMESTAMP: 'timestamp with time zone',
  SVFOP_LOCALTIMESTAMP: 'timestamp without time zone',
  SVFOP_CURRENT_USER: 'name',
}

/** The type of a parsed expression, where it can be told without the catalog; a bare NULL has none. */
export const typeOfExpression = (reading: Reading, node: Node | undefined, lookup: Lookup): ColumnType | undefined => {
  if (node === undefined) return undefined
  const of = (each: Node | undefined): ColumnType | undefined => typeOfExpression(reading, each, lookup)
  const [kind] = Object.keys(node)
  switch (kind) {
    case 'ColumnRef': {
      const [name = '', alias] = textsOf(asKind(node, 'ColumnRef')?.fields).toReversed()
      return lookup.column(name, alias)
    }
    case 'TypeCast':
      return readType(reading, asKind(node, 'TypeCast')?.typeName)
    case 'A_Const':
      return ofConstant(node)
    case 'A_Expr':
      return ofOperator(reading, node, lookup)
    case 'BoolExpr':
    case 'NullTest':
    case 'BooleanTest':
      return plain('boolean')
    case 'CoalesceExpr':
      return unified((asKind(node, 'CoalesceExpr')?.args ?? []).map(of))
    case 'MinMaxExpr':
      return unified((asKind(node, 'MinMaxExpr')?.args ?? []).map(of))
    case 'CaseExpr': {
      const choice = asKind(node, 'CaseExpr')
      return unified([...(choice?.args ?? []).map(each => of(asKind(each, 'CaseWhen')?.result)), of(choice?.defresult)])
    }
    case 'CollateClause':
      return of(asKind(node, 'CollateClause')?.arg)
    case 'FuncCall':
      return ofCall(reading, node, lookup)
    case 'SQLValueFunction': {
      const native = valueFunctions[asKind(node, 'SQLValueFunction')?.op ?? '']
      return native === undefined ? undefined : plain(native)
    }
    case 'SubLink': {
      const link = asKind(node, 'SubLink')
      const select = asKind(link?.subselect, 'SelectStmt')
      if (link?.subLinkType !== 'EXPR_SUBLINK' && link?.subLinkType !== 'ARRAY_SUBLINK') return plain('boolean')
      const type = select && lookup.query(select)
      return type && link.subLinkType === 'ARRAY_SUBLINK' ? parseType(`${type.native}[]`, reading.schema) : type
    }
    default:
      return undefined
  }
}
