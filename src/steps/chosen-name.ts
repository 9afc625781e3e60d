const longest = 63

/** `NAMEDATALEN - 1` counts bytes; a character that does not fit whole is left out. */
const clip = (text: string, bytes: number): string => {
  let kept = ''
  for (const character of text) {
    if (Buffer.byteLength(kept + character) > bytes) break
    kept += character
  }
  return kept
}

/**
 * The name PostgreSQL chooses for an object that got none (`makeObjectName`, indexcmds.c): table, columns
 * and label joined by underscores, the longer of the first two shortened until it fits. A number it adds
 * when the name is taken is not guessed.
 *
 * @param label `not_null`, `idx`, `key`, `pkey`, `excl`, `fkey`, `seq`
 */
export const chosenName = (table: string, columns: readonly string[], label: string): string => {
  const joined = columns.join('_')
  const room = longest - label.length - (joined === '' ? 1 : 2)
  let [forTable, forColumns] = [Buffer.byteLength(table), Buffer.byteLength(joined)]
  while (forTable + forColumns > room) {
    if (forTable > forColumns) forTable -= 1
    else forColumns -= 1
  }
  return [clip(table, forTable), ...(joined === '' ? [] : [clip(joined, forColumns)]), label].join('_')
}
