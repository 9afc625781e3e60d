import { keyOf } from '../model/name.ts'
import type { Schema } from '../model/schema.ts'
import { amountInWords, bytesInWords } from '../model/amount.ts'
import type { Stage, TableSize } from '../plan/plan.ts'

/** The tables of the schema that the stages lock, in order of their names, with their statistics. */
export const sizesOf = (stages: readonly Stage[], { tables }: Schema): readonly TableSize[] => {
  const keys = new Set(
    stages.flatMap(({ units }) =>
      units.flatMap(({ up }) => up.statements.flatMap(({ effects }) => effects.locks.map(({ relation }) => keyOf(relation)))),
    ),
  )
  return [...keys].sort().flatMap(key => {
    const table = tables.has(key) ? tables.get(key) : undefined
    return table === undefined ? [] : [{ table: table.name, ...table.statistics }]
  })
}

/** `orders: 12.4 million rows, 3.1 GB, 40 writes/s as of 2026-12-01, pg_stat`. */
export const sizeInWords = ({ table, rows, bytes, writesPerSecond, asOf, source }: TableSize): string => {
  const key = keyOf(table)
  const figures = [
    ...(rows === undefined ? [] : [`${amountInWords(rows)} ${rows === 1 ? 'row' : 'rows'}`]),
    ...(bytes === undefined ? [] : [bytesInWords(bytes)]),
    ...(writesPerSecond === undefined ? [] : [`${amountInWords(writesPerSecond)} writes/s`]),
  ]
  if (figures.length === 0) return `${key}: size unknown, taken as large and hot`
  const unknown = rows === undefined ? '; number of rows unknown, taken as large' : ''
  return `${key}: ${figures.join(', ')}${asOf === undefined ? '' : ` as of ${asOf}`}${source === undefined ? '' : `, ${source}`}${unknown}`
}
