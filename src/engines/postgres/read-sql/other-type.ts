import type { CompositeTypeStmt, CreateRangeStmt } from 'libpg-query'
import { keyOf, type Name } from '../../../model/name.ts'
import type { OtherObject } from '../../../model/schema.ts'
import type { Step } from '../../../steps/step.ts'
import { inOrder } from '../introspect/catalog.ts'
import { quoteIdentifier, quoteName } from '../quote.ts'
import { newName, newOfParts, type Reading } from './names.ts'
import { allOf, asKind, textsOf } from './nodes.ts'
import { turning } from './opaque.ts'
import { readType } from './type-name.ts'

const kinds: ReadonlySet<string> = new Set(['composite type', 'range type'])

const sorted = (others: readonly OtherObject[]): readonly OtherObject[] =>
  others.toSorted((a, b) => inOrder(a.kind, b.kind) || inOrder(keyOf(a.name), keyOf(b.name)))

const make = ({ schema, source }: Reading, object: OtherObject): readonly Step[] => [
  turning(source.text, `makes a ${object.kind}`, { others: sorted([...(schema.others ?? []), object]) }),
]

/** CREATE TYPE … AS (…). */
export const createComposite = (reading: Reading, { typevar = {}, coldeflist }: CompositeTypeStmt): readonly Step[] => {
  const columns = allOf(coldeflist, 'ColumnDef').map(
    ({ colname = '', typeName }) => `${quoteIdentifier(colname)} ${readType(reading, typeName).native}`,
  )
  return make(reading, { kind: 'composite type', name: newName(reading, typevar), definition: columns.join(', ') })
}

/** CREATE TYPE … AS RANGE. */
export const createRange = (reading: Reading, { typeName, params }: CreateRangeStmt): readonly Step[] => {
  const subtype = asKind(allOf(params, 'DefElem').find(each => each.defname === 'subtype')?.arg, 'TypeName')
  return make(reading, {
    kind: 'range type',
    name: newOfParts(reading, textsOf(typeName)),
    ...(subtype === undefined ? {} : { definition: readType(reading, subtype).native }),
  })
}

const isOtherType =
  (name: Name) =>
  (object: OtherObject): boolean =>
    kinds.has(object.kind) && keyOf(object.name) === keyOf(name)

/** DROP TYPE of one of these; undefined where the schema has none of that name. */
export const dropOtherType = ({ schema }: Reading, name: Name): readonly Step[] | undefined => {
  const others = schema.others ?? []
  if (!others.some(isOtherType(name))) return undefined
  return [turning(`DROP TYPE ${quoteName(name)}`, 'drops a type', { others: others.filter(object => !isOtherType(name)(object)) })]
}
