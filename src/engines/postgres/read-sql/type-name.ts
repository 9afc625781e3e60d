import type { TypeName } from 'libpg-query'
import type { ColumnType } from '../../../model/column-type.ts'
import { keyOf } from '../../../model/name.ts'
import { nameIn, quoteIdentifier } from '../identifier.ts'
import { parseType } from '../types.ts'
import type { Reading } from './names.ts'
import { allOf, asKind, textsOf, valueOf } from './nodes.ts'
import { clauseEnd, phrase } from './source.ts'

/** `serial` and its like are no types but a type, a sequence and a default. */
const serials: Readonly<Record<string, 'smallint' | 'integer' | 'bigint'>> = {
  serial: 'integer',
  serial4: 'integer',
  smallserial: 'smallint',
  serial2: 'smallint',
  bigserial: 'bigint',
  serial8: 'bigint',
}

export const serialOf = (type: TypeName | undefined): ColumnType | undefined => {
  const names = textsOf(type?.names)
  const kind = names.length === 1 && type?.arrayBounds === undefined ? serials[names[0]!] : undefined
  return kind && { kind, native: kind }
}

/** Names may be bare although the search path leads to another schema than public. */
const qualified = ({ schema, path }: Reading, name: string): readonly string[] => {
  for (const home of path) {
    const key = keyOf(nameIn(home, name))
    if (schema.enums.has(key) || schema.domains.has(key)) return [home, name]
  }
  return [name]
}

const modifiers = (type: TypeName): string => {
  const all = (type.typmods ?? []).map(node => valueOf(node) ?? textsOf(asKind(node, 'ColumnRef')?.fields).join('.'))
  return all.length === 0 ? '' : `(${all.join(',')})`
}

/** A type as a statement says it, in the spelling of the catalog. */
export const readType = (reading: Reading, type: TypeName | undefined): ColumnType => {
  const names = textsOf(type?.names)
  if (type === undefined || names.length === 0) return parseType('unknown')
  const array = (type.arrayBounds ?? []).length === 0 ? '' : '[]'
  if (names.at(-1) === 'interval' && names[0] === 'pg_catalog' && type.typmods !== undefined)
    return parseType(intervalText(reading, type), reading.schema)
  const parts = names.length === 1 ? qualified(reading, names[0]!) : names
  return parseType(`${parts.map(quoteIdentifier).join('.')}${modifiers(type)}${array}`, reading.schema)
}

/** The grammar turns the fields of an interval into bits; the text says them. */
const intervalText = ({ source }: Reading, type: TypeName): string => {
  const fields = new Set(['interval', 'year', 'month', 'day', 'hour', 'minute', 'second', 'to'])
  const from = source.indexAt(type.location)
  const end = clauseEnd(source, from, (_, { kind, name, text }) =>
    kind === 'word' ? !fields.has(name) : text !== '(' && text !== '[' && kind !== 'sign',
  )
  return phrase(source, from, end)
}

/** Columns an expression names, each once. */
export const columnRefs = (node: unknown): readonly string[] => {
  const names = new Set<string>()
  const visit = (at: unknown): void => {
    if (Array.isArray(at)) return at.forEach(visit)
    if (typeof at !== 'object' || at === null) return
    const fields = (at as { ColumnRef?: { fields?: Parameters<typeof textsOf>[0] } }).ColumnRef?.fields
    if (fields !== undefined) {
      const name = allOf(fields, 'String').at(-1)?.sval
      if (name !== undefined) names.add(name)
      return
    }
    Object.values(at).forEach(visit)
  }
  visit(node)
  return [...names]
}
