import { addColumn } from './add-column.ts'
import { addIndex } from './add-index.ts'
import type { Change } from './change.ts'
import type { ChangeBehaviour, PerChange } from './recipe.ts'
import { renameColumn } from './rename-column.ts'

export const behaviours: Partial<PerChange> = {
  'add-column': addColumn,
  'add-index': addIndex,
  'rename-column': renameColumn,
}

/** The behaviour of a change of any kind; the registry guarantees that kinds fit. */
export const behaviourOf = (change: Change): ChangeBehaviour<Change> => {
  const behaviour = behaviours[change.kind]
  if (behaviour === undefined) throw new Error(`no behaviour for ${change.kind}`)
  return behaviour as unknown as ChangeBehaviour<Change>
}
