import { keyOf } from '../../model/name.ts'
import type { Schema } from '../../model/schema.ts'

/**
 * A change to try `lockstep plan` on: a column more on the first plain table. Nothing where there is no table.
 *
 * @param path where it will lie
 */
export const exampleChange = ({ tables }: Schema, path = 'lockstep/changes/example.ts'): string | undefined => {
  const table = tables
    .values()
    .filter(
      ({ partitionOf, partitioning, name }) => partitionOf === undefined && partitioning === undefined && /^[a-z_]\w*$/.test(keyOf(name)),
    )
    .toSorted((a, b) => b.columns.length - a.columns.length)[0]
  if (table === undefined) return undefined
  const column = ['note', 'remark', 'lockstep_note'].find(name => table.columns.every(each => each.name !== name))
  return column === undefined
    ? undefined
    : `import { change, text } from 'lockstep'
import schema from '../schema.ts'

// An example: look at it with lockstep plan ${path}, then put your own in its place.
export default change(schema, 'Example: a ${column} on ${keyOf(table.name)}').table('${keyOf(table.name)}', t => t.addColumn('${column}', text()))
`
}
