import { longestName } from '../model/name.ts'
import { chosenName } from '../steps/chosen-name.ts'

/** The name PostgreSQL gives by itself; `columns` is what `joinColumns` makes of them. */
export const objectName = (table: string, columns: string | undefined, label: string): string =>
  chosenName(table, columns === undefined ? [] : [columns], label)

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
    if (Buffer.byteLength(joined) > longestName) break
  }
  return joined
}
