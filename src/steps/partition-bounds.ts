import type { PartitionOf, Table } from '../model/schema.ts'

/** What a partition's bounds say of its rows, as conditions the server recognises as its own (measured on 14 and 18). */
export interface BoundsAsChecks {
  /** Every row of the partition. */
  readonly inside: string
  /** Every row of the default partition beside it. */
  readonly outside: string
}

export const isDefaultBounds = (bounds: string): boolean => /^\s*default\s*$/i.test(bounds)

/** The one plain column the parent is partitioned by. */
const keyColumn = (parent: Table, quote: (identifier: string) => string): string | undefined => {
  const { columns = [], key = '' } = parent.partitioning ?? {}
  const [column, ...others] = columns
  return column === undefined || others.length > 0 || ![column, quote(column)].includes(key.trim()) ? undefined : column
}

/**
 * Range and list partitions by one plain column; undefined for anything else: keys of several columns, expressions,
 * hashes, NULL in a list, DEFAULT. What they ask of rows cannot be proved beforehand.
 */
export const boundsAsChecks = (
  parent: Table,
  { bounds }: Pick<PartitionOf, 'bounds'>,
  quote: (identifier: string) => string,
): BoundsAsChecks | undefined => {
  const name = keyColumn(parent, quote)
  if (name === undefined) return undefined
  const column = quote(name)
  const range = /^\s*for\s+values\s+from\s*\((.*)\)\s*to\s*\((.*)\)\s*$/is.exec(bounds)
  if (range !== null) {
    const [low, high] = [range[1]!.trim(), range[2]!.trim()]
    const from = /^minvalue$/i.test(low) ? [] : [low]
    const to = /^maxvalue$/i.test(high) ? [] : [high]
    return {
      inside: [`${column} IS NOT NULL`, ...from.map(v => `${column} >= ${v}`), ...to.map(v => `${column} < ${v}`)].join(' AND '),
      outside: [`${column} IS NULL`, ...from.map(v => `${column} < ${v}`), ...to.map(v => `${column} >= ${v}`)].join(' OR '),
    }
  }
  const list = /^\s*for\s+values\s+in\s*\((.*)\)\s*$/is.exec(bounds)?.[1]
  if (list === undefined || /\bnull\b/i.test(list)) return undefined
  const inside = `${column} IS NOT NULL AND ${list.includes(',') ? `${column} IN (${list})` : `${column} = ${list}`}`
  return { inside, outside: `NOT (${inside})` }
}
