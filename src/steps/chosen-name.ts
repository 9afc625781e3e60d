import { clipName, longestName } from '../model/name.ts'

/**
 * The name PostgreSQL chooses for an object that got none (`makeObjectName`, indexcmds.c): table, columns
 * and label joined by underscores, the longer of the first two shortened until it fits. The number it adds
 * when the name is taken is for others to count.
 *
 * @param label `not_null`, `idx`, `key`, `pkey`, `excl`, `fkey`, `seq`
 */
export const chosenName = (table: string, columns: readonly string[], label: string): string => {
  const joined = columns.join('_')
  const room = longestName - label.length - (joined === '' ? 1 : 2)
  let [forTable, forColumns] = [Buffer.byteLength(table), Buffer.byteLength(joined)]
  while (forTable + forColumns > room) {
    if (forTable > forColumns) forTable -= 1
    else forColumns -= 1
  }
  return [clipName(table, forTable), ...(joined === '' ? [] : [clipName(joined, forColumns)]), label].join('_')
}
