import type { Node } from 'libpg-query'
import type { ReadBlock } from '../../../steps/engine.ts'
import type { Step } from '../../../steps/step.ts'
import { alterRelation } from './alter-relation.ts'
import { beyond, outsideOfTransactions } from './beyond.ts'
import { comment } from './comment.ts'
import { createIndex } from './create-index.ts'
import { createTable } from './create-table.ts'
import { changeData } from './data.ts'
import { callProcedure, doBlock } from './do-block.ts'
import { drop } from './drop.ts'
import { createExtension } from './extension.ts'
import { grant } from './grant.ts'
import { cluster, copy, lock, reindex, truncate, vacuum } from './maintenance.ts'
import type { Reading } from './names.ts'
import { NoStep } from './no-step.ts'
import { asKind, type NodeKind, type NodeOf } from './nodes.ts'
import { known } from './opaque.ts'
import { createComposite, createRange } from './other-type.ts'
import { alterPolicy, createPolicy } from './policy.ts'
import { alterPublication, createPublication } from './publication.ts'
import { rename } from './rename.ts'
import type { Reader } from './run-block.ts'
import { createRoutine } from './routine.ts'
import { alterSequence, createSequence } from './sequence.ts'
import { setOwner } from './set-owner.ts'
import { setSchema } from './set-schema.ts'
import { createStatistics } from './statistics.ts'
import { createTrigger } from './trigger.ts'
import { alterDomain, alterEnum, createDomain, createEnum } from './user-type.ts'
import { createTableAs, createView, refreshView } from './view.ts'

type Readers = { readonly [K in NodeKind]?: (reading: Reading, node: NodeOf<K>) => readonly Step[] }

const readers: Readers = {
  AlterDomainStmt: alterDomain,
  AlterEnumStmt: alterEnum,
  AlterObjectSchemaStmt: setSchema,
  AlterOwnerStmt: setOwner,
  AlterPolicyStmt: alterPolicy,
  AlterPublicationStmt: alterPublication,
  AlterSeqStmt: alterSequence,
  AlterTableStmt: alterRelation,
  CallStmt: callProcedure,
  ClusterStmt: cluster,
  CommentStmt: comment,
  CompositeTypeStmt: createComposite,
  CopyStmt: copy,
  CreateDomainStmt: createDomain,
  CreateEnumStmt: createEnum,
  CreateExtensionStmt: createExtension,
  CreateFunctionStmt: createRoutine,
  CreatePolicyStmt: createPolicy,
  CreatePublicationStmt: createPublication,
  CreateRangeStmt: createRange,
  CreateSeqStmt: createSequence,
  CreateStatsStmt: createStatistics,
  CreateStmt: createTable,
  CreateTableAsStmt: createTableAs,
  CreateTrigStmt: createTrigger,
  DoStmt: (reading, node) => doBlock(reading, node, reader).steps,
  DropStmt: drop,
  GrantStmt: grant,
  IndexStmt: createIndex,
  LockStmt: lock,
  RefreshMatViewStmt: refreshView,
  ReindexStmt: reindex,
  RenameStmt: rename,
  TruncateStmt: truncate,
  VacuumStmt: vacuum,
  ViewStmt: createView,
  CreateSchemaStmt: (reading, { schemaname = '', schemaElts = [] }) => [
    known(reading.source.text, 'makes a schema', { verb: 'other' }),
    ...schemaElts.flatMap(element => stepsOf({ ...reading, path: [schemaname, ...reading.path] }, element)),
  ],
}

/** What a statement does to the schema it meets. Throws `NoStep`. */
export const stepsOf = (reading: Reading, node: Node): readonly Step[] => {
  const [kind] = Object.keys(node) as [NodeKind]
  const read = readers[kind] as ((reading: Reading, node: unknown) => readonly Step[]) | undefined
  if (read !== undefined) return read(reading, (node as unknown as Record<NodeKind, unknown>)[kind])
  const select = asKind(node, 'SelectStmt')
  if (select?.intoClause !== undefined) return createTableAs(reading, { query: node, into: select.intoClause })
  const data = changeData(reading, node)
  if (data !== undefined) return data
  const reason = beyond[kind]
  if (reason === undefined) throw new NoStep(`has no step of its own: ${kind}`)
  return [known(reading.source.text, reason, { verb: 'other' }, !outsideOfTransactions.has(kind))]
}

const reader: Reader = { steps: (reading, node) => stepsOf(reading, node), block: (reading, node) => doBlock(reading, node, reader) }

/** The same for a block of statements, with what it does to limits; undefined for any other statement. */
export const blockOf = (node: Node): ((reading: Reading) => ReadBlock) | undefined => {
  const block = asKind(node, 'DoStmt')
  return block && (reading => doBlock(reading, block, reader))
}
