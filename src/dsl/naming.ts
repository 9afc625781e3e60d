/** PostgreSQL cuts names at 63 bytes (NAMEDATALEN - 1). */
const maxBytes = 63

/**
 * The name PostgreSQL gives by itself: `makeObjectName` of src/backend/commands/indexcmds.c. The longer of the two
 * parts is shortened, byte by byte, until everything fits; a character is never cut in half.
 */
export const objectName = (table: string, columns: string | undefined, label: string): string => {
  const overhead = label.length + 1 + (columns === undefined ? 0 : 1)
  let tableBytes = byteLength(table)
  let columnBytes = columns === undefined ? 0 : byteLength(columns)
  while (tableBytes + columnBytes > maxBytes - overhead) {
    if (tableBytes > columnBytes) tableBytes--
    else columnBytes--
  }
  return [clip(table, tableBytes), ...(columns === undefined ? [] : [clip(columns, columnBytes)]), label].join('_')
}

/** The same, made unique by a number after the label, as `ChooseRelationName` and `ChooseConstraintName` do. */
export const freeName = (table: string, columns: string | undefined, label: string, isTaken: (name: string) => boolean): string => {
  for (let pass = 0; ; pass++) {
    const name = objectName(table, columns, pass === 0 ? label : `${label}${pass}`)
    if (!isTaken(name)) return name
  }
}

/** Column part of a generated index name (`ChooseIndexNameAddition`): stops once it is as long as a name may be. */
export const joinColumns = (columns: readonly string[]): string => {
  let joined = ''
  for (const column of columns) {
    joined += (joined === '' ? '' : '_') + column
    if (byteLength(joined) > maxBytes) break
  }
  return joined
}

/** Cuts a name as the server would, so that what we plan with is what the catalog will hold. */
export const truncateName = (name: string): string => clip(name, maxBytes)

const byteLength = (text: string): number => Buffer.byteLength(text)

const clip = (text: string, bytes: number): string => {
  if (byteLength(text) <= bytes) return text
  let used = 0
  let clipped = ''
  for (const character of text) {
    used += byteLength(character)
    if (used > bytes) break
    clipped += character
  }
  return clipped
}
