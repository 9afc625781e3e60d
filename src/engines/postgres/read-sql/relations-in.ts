import type { RangeVar } from 'libpg-query'
import { keyOf, type Name } from '../../../model/name.ts'
import { relationName, type Reading } from './names.ts'

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null

/** Every node below, the node itself first, with the key it stands under. */
export const visit = (node: unknown, see: (key: string, value: Readonly<Record<string, unknown>>) => void, key = ''): void => {
  if (Array.isArray(node)) for (const each of node) visit(each, see, key)
  else if (isObject(node)) {
    see(key, node)
    for (const [name, value] of Object.entries(node)) if (isObject(value)) visit(value, see, name)
  }
}

/** Relations that parsed SQL names, each once; without common table expressions and temporary tables. */
export const relationsIn = (reading: Reading, node: unknown): readonly Name[] => {
  const ranges: RangeVar[] = []
  const expressions = new Set<unknown>()
  visit(node, (key, value) => {
    if (key === 'CommonTableExpr') expressions.add(value['ctename'])
    if (typeof value['relname'] === 'string') ranges.push(value as RangeVar)
  })
  const names = ranges
    .filter(({ schemaname, relname }) => schemaname !== undefined || !(expressions.has(relname) || reading.temporary.has(relname ?? '')))
    .filter(({ schemaname }) => schemaname !== 'pg_catalog' && schemaname !== 'information_schema')
    .map(range => relationName(reading, range))
  return [...new Map(names.map(name => [keyOf(name), name])).values()]
}
