import { keyOf } from '../../../model/name.ts'
import { nameIn } from '../identifier.ts'
import { inOrder } from './catalog.ts'

export interface ReadRow {
  readonly schema: string
  readonly name: string
  readonly column?: string
}

/** `table key` → columns read, both in order; an empty list where the relation is read without naming a column. */
export function readsFrom(rows: readonly ReadRow[]): Readonly<Record<string, readonly string[]>> {
  const reads = new Map<string, string[]>()
  for (const { schema, name, column } of rows) {
    const key = keyOf(nameIn(schema, name))
    const columns = reads.get(key) ?? []
    reads.set(key, columns)
    if (column !== undefined) columns.push(column)
  }
  return Object.fromEntries([...reads].toSorted(([a], [b]) => inOrder(a, b)).map(([key, columns]) => [key, columns.toSorted(inOrder)]))
}
