import type { AlterTableCmd, AlterTableStmt } from 'libpg-query'
import { keyOf, type Name } from '../../../model/name.ts'
import { constraintIn, type Sequence, type Table, type View } from '../../../model/schema.ts'
import type { Step } from '../../../steps/step.ts'
import { alterTable } from './alter-table.ts'
import { ownerOfIndex, relationName, type Reading } from './names.ts'
import { NoStep, outside } from './no-step.ts'
import { allOf, asKind, itemsOf } from './nodes.ts'
import { known } from './opaque.ts'
import { roleOf } from './role.ts'
import { changedOptions } from './storage.ts'

const partsOf = ({ schemaname, relname = '' }: { schemaname?: string; relname?: string }): readonly string[] => [
  ...(schemaname === undefined ? [] : [schemaname]),
  relname,
]

const isKey = (owner: Table | View, name: string): boolean => 'constraints' in owner && constraintIn(owner, name) !== undefined

/** ALTER INDEX: attaching is a step, storage is not. */
const alterIndex = (reading: Reading, { relation = {}, missing_ok }: AlterTableStmt, cmd: AlterTableCmd): readonly Step[] => {
  const owner = ownerOfIndex(reading, partsOf(relation))
  if (owner === undefined && missing_ok) return []
  if (cmd.subtype === 'AT_AttachPartition') {
    const child = asKind(cmd.def, 'PartitionCmd')?.name ?? {}
    const partition = ownerOfIndex(reading, partsOf(child))
    if (owner === undefined || partition === undefined)
      throw new NoStep('attaches an index that is not known', [relation.relname ?? '', child.relname ?? ''])
    // The key of a partition is its parent's from the moment it is there.
    if (isKey(owner, relation.relname ?? '')) return []
    return [
      {
        kind: 'attach-index',
        parent: owner.name,
        index: relation.relname ?? '',
        partition: partition.name,
        partitionIndex: child.relname ?? '',
      },
    ]
  }
  const index: Name = { ...(owner?.name.schema === undefined ? {} : { schema: owner.name.schema }), name: relation.relname ?? '' }
  if (cmd.subtype === 'AT_SetTableSpace') {
    const locks = [{ relation: index, relationKind: 'index', mode: 'access exclusive', work: 'rewrite' } as const]
    return [known(reading.source.text, 'moves the index to another tablespace', { verb: 'set-tablespace', locks, long: true })]
  }
  throw new NoStep('changes the storage of an index', owner === undefined ? [relation.relname ?? ''] : [keyOf(owner.name)])
}

const alterView = (view: View, cmd: AlterTableCmd): readonly Step[] => {
  switch (cmd.subtype) {
    case 'AT_ChangeOwner':
      return [{ kind: 'set-owner', table: view.name, from: view.owner ?? '', to: roleOf(cmd.newowner) }]
    case 'AT_SetRelOptions':
    case 'AT_ResetRelOptions': {
      const given = itemsOf(cmd.def)
      const options =
        cmd.subtype === 'AT_SetRelOptions' ? changedOptions(view.options, given, undefined) : changedOptions(view.options, undefined, given)
      const { options: _, ...rest } = view
      return view.materialized
        ? outOfModel()
        : [{ kind: 'replace-view', from: view, to: { ...rest, ...(options === undefined ? {} : { options }) } }]
    }
    default:
      return outOfModel()
  }
}

const outOfModel = (): never => {
  throw outside('changes what the model does not keep')
}

const alterSequence = (sequence: Sequence, cmd: AlterTableCmd): readonly Step[] =>
  cmd.subtype === 'AT_ChangeOwner'
    ? [{ kind: 'alter-sequence', from: sequence, to: { ...sequence, owner: roleOf(cmd.newowner) } }]
    : outOfModel()

/** ALTER TABLE and its like: they take one another's names, so that the schema says what the relation is. */
export const alterRelation = (reading: Reading, node: AlterTableStmt): readonly Step[] => {
  const { objtype, relation = {}, missing_ok } = node
  const cmds = allOf(node.cmds, 'AlterTableCmd')
  if (objtype === 'OBJECT_INDEX') return cmds.flatMap(cmd => alterIndex(reading, node, cmd))
  const name = relationName(reading, relation)
  const key = keyOf(name)
  const view = reading.schema.views.get(key)
  if (view !== undefined) return cmds.flatMap(cmd => alterView(view, cmd))
  const sequence = reading.schema.sequences.get(key)
  if (sequence !== undefined) return cmds.flatMap(cmd => alterSequence(sequence, cmd))
  if (objtype === 'OBJECT_FOREIGN_TABLE' || objtype === 'OBJECT_TYPE') throw outside('changes what the model does not keep')
  if (objtype === 'OBJECT_TABLE') return alterTable(reading, node)
  if (missing_ok) return []
  throw new NoStep(`changes ${key}, which is not known`, [key])
}
