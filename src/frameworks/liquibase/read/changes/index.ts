import type { Change } from '../change.ts'
import { columnChanges } from './column.ts'
import { constraintChanges } from './constraint.ts'
import { dataChanges, otherChanges, unknownChange } from './data.ts'
import { objectChanges } from './object.ts'
import { tableChanges } from './table.ts'

const changes: ReadonlyMap<string, Change> = new Map(
  Object.entries({ ...tableChanges, ...columnChanges, ...constraintChanges, ...objectChanges, ...dataChanges, ...otherChanges }),
)

export const changeNamed = (name: string): Change => changes.get(name) ?? unknownChange
