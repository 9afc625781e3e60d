import type { Node } from 'libpg-query'
import type { Step } from '../../../steps/step.ts'
import { alterTable } from './alter-table.ts'
import { createIndex } from './create-index.ts'
import { createTable } from './create-table.ts'
import { changeData } from './data.ts'
import { drop } from './drop.ts'
import type { Reading } from './names.ts'
import { NoStep } from './no-step.ts'
import type { NodeKind, NodeOf } from './nodes.ts'
import { rename } from './rename.ts'

type Readers = { readonly [K in NodeKind]?: (reading: Reading, node: NodeOf<K>) => readonly Step[] }

const readers: Readers = {
  CreateStmt: createTable,
  AlterTableStmt: alterTable,
  IndexStmt: createIndex,
  DropStmt: drop,
  RenameStmt: rename,
}

/** What a statement does to the schema it meets. Throws `NoStep`. */
export const stepsOf = (reading: Reading, node: Node): readonly Step[] => {
  const [kind] = Object.keys(node) as [NodeKind]
  const read = readers[kind] as ((reading: Reading, node: unknown) => readonly Step[]) | undefined
  if (read !== undefined) return read(reading, (node as unknown as Record<NodeKind, unknown>)[kind])
  const data = changeData(reading, node)
  if (data !== undefined) return data
  throw new NoStep(`has no step of its own: ${kind}`)
}
