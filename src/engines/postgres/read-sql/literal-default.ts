import type { Node } from 'libpg-query'
import type { ColumnType, TypeKind } from '../../../model/column-type.ts'
import { quoteLiteral } from '../quote.ts'
import type { Reading } from './names.ts'
import { asKind } from './nodes.ts'
import { readType } from './type-name.ts'

/** Kinds whose literals the catalog prints as they are written, in quotes and with their type behind. */
const quotedKinds: ReadonlySet<TypeKind> = new Set([
  'text',
  'varchar',
  'char',
  'citext',
  'json',
  'jsonb',
  'enum',
  'domain',
  'hstore',
  'xml',
  'inet',
  'cidr',
])
const wholeKinds: ReadonlySet<TypeKind> = new Set(['smallint', 'integer', 'bigint'])

/** The type without length or precision, as a cast in the catalog's text names it. */
const castType = (type: ColumnType): string => (type.kind === 'char' ? 'bpchar' : type.native.replace(/\(\d+(?:,\d+)?\)/, ''))

const booleans: Readonly<Record<string, string>> = {
  t: 'true',
  true: 'true',
  y: 'true',
  yes: 'true',
  on: 'true',
  '1': 'true',
  f: 'false',
  false: 'false',
  n: 'false',
  no: 'false',
  off: 'false',
  '0': 'false',
}

const quoted = (text: string, type: ColumnType): string | undefined => {
  if ((type.dimensions ?? 0) > 0) return `${quoteLiteral(text)}::${castType(type)}${type.kind === 'char' ? '[]' : ''}`
  if (quotedKinds.has(type.kind)) return `${quoteLiteral(text)}::${castType(type)}`
  if (type.kind === 'boolean') return booleans[text.trim().toLowerCase()]
  // Only an integer is printed without its type.
  if (wholeKinds.has(type.kind) && /^(?:0|[1-9]\d*)$/.test(text))
    return type.kind === 'integer' ? text : `${quoteLiteral(text)}::${type.kind}`
  if (type.kind === 'uuid') return `${quoteLiteral(text.toLowerCase())}::uuid`
  return undefined
}

/** `-1` is a constant, which the catalog prints in quotes with its type. */
const negative = (constant: NonNullable<ReturnType<typeof asKind<'A_Const'>>>): string | undefined => {
  const whole = constant.ival?.ival
  if (whole !== undefined && whole < 0) return `'${whole}'::integer`
  const number = constant.fval?.fval
  return number?.startsWith('-') ? `'${number}'::${/^-\d+$/.test(number) ? 'bigint' : 'numeric'}` : undefined
}

/**
 * A default that is a literal, as the catalog prints it: the cast that goes without saying is said there. Undefined where it
 * is none, or the server would write its value in a form of its own.
 */
export const literalDefault = (reading: Reading, node: Node | undefined, type: ColumnType): string | undefined => {
  const constant = asKind(node, 'A_Const')
  if (constant?.sval !== undefined) return quoted(constant.sval.sval ?? '', type)
  if (constant !== undefined) return negative(constant)
  const cast = asKind(node, 'TypeCast')
  const text = asKind(cast?.arg, 'A_Const')?.sval
  if (text === undefined || cast?.typeName?.typmods !== undefined) return undefined
  const said = readType(reading, cast?.typeName)
  return said.kind === 'other' ? undefined : quoted(text.sval ?? '', said)
}
