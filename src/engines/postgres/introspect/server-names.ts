const longest = 63

/** `NAMEDATALEN - 1` counts bytes; a character that does not fit whole is left out. */
function clip(text: string, bytes: number): string {
  let kept = ''
  for (const character of text) {
    if (Buffer.byteLength(kept + character) > bytes) break
    kept += character
  }
  return kept
}

/**
 * The name the server would choose: `makeObjectName` of its source (indexcmds.c): the longer of the two parts
 * is shortened until all fits. A number the server adds when the name is taken is not guessed.
 *
 * @param label `seq` for identity and serial, `not_null` for NOT NULL of PostgreSQL 18
 */
export function chosenName(table: string, column: string, label: string): string {
  const room = longest - label.length - 2
  let [forTable, forColumn] = [Buffer.byteLength(table), Buffer.byteLength(column)]
  while (forTable + forColumn > room) {
    if (forTable > forColumn) forTable -= 1
    else forColumn -= 1
  }
  return `${clip(table, forTable)}_${clip(column, forColumn)}_${label}`
}
