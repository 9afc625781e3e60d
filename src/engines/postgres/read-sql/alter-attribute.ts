import { keyOf, type Name } from '../../../model/name.ts'
import type { LockMode, Work } from '../../../model/effects.ts'
import type { Table, Trigger } from '../../../model/schema.ts'
import type { Step } from '../../../steps/step.ts'
import { quoteIdentifier } from '../quote.ts'
import { alone, type Action } from './action.ts'
import { relationName } from './names.ts'
import { NoStep } from './no-step.ts'
import { asKind, itemsOf } from './nodes.ts'
import { known } from './opaque.ts'
import { boundsText } from './partition.ts'
import { roleOf } from './role.ts'
import { changedOptions } from './storage.ts'

const enabling: Partial<Record<string, Trigger['enabled']>> = {
  AT_EnableTrig: 'origin',
  AT_EnableAlwaysTrig: 'always',
  AT_EnableReplicaTrig: 'replica',
  AT_DisableTrig: 'disabled',
  AT_EnableTrigUser: 'origin',
  AT_DisableTrigUser: 'disabled',
}

/** ENABLE TRIGGER of one, or of all the table's own. */
const enableTriggers = ({ table, name, cmd }: Action, to: Trigger['enabled']): readonly Step[] =>
  (table.triggers ?? [{ name: cmd.name ?? '', enabled: 'origin' as const }])
    .filter(trigger => cmd.name === undefined || trigger.name === cmd.name)
    .map(({ name: trigger, enabled: from }): Step => ({ kind: 'set-trigger-enabled', table: name, trigger, from, to }))

/**
 * FORCE alone does nothing, and the model does not keep it: it is taken for what it is meant to be once row security is
 * enabled, which dumps say later.
 */
const rowSecurity = ({ table, name, cmd }: Action): readonly Step[] => {
  const from = table.rowSecurity
  const to: Partial<Record<string, Table['rowSecurity']>> = {
    AT_EnableRowSecurity: from ?? 'enabled',
    AT_ForceRowSecurity: 'forced',
    AT_NoForceRowSecurity: from === undefined ? undefined : 'enabled',
  }
  return [{ kind: 'set-row-security', table: name, from, to: to[cmd.subtype ?? ''] }]
}

const replicaIdentity = ({ table, name, cmd }: Action): readonly Step[] => {
  const node = asKind(cmd.def, 'ReplicaIdentityStmt')
  const to =
    node?.identity_type === 'f'
      ? 'FULL'
      : node?.identity_type === 'n'
        ? 'NOTHING'
        : node?.identity_type === 'i'
          ? `USING INDEX ${quoteIdentifier(node.name ?? '')}`
          : undefined
  return [{ kind: 'set-replica-identity', table: name, from: table.replicaIdentity, to }]
}

const partition = (action: Action): readonly Step[] => {
  const { reading, name, cmd, from } = action
  const node = asKind(cmd.def, 'PartitionCmd')
  const child: Name = relationName(reading, node?.name ?? {})
  if (cmd.subtype === 'AT_AttachPartition')
    return [{ kind: 'attach-partition', table: child, partitionOf: { parent: name, bounds: boundsText(reading, node?.bound ?? {}, from) } }]
  const bounds = reading.schema.tables.get(keyOf(child))?.partitionOf?.bounds ?? ''
  return [{ kind: 'detach-partition', table: child, partitionOf: { parent: name, bounds }, online: node?.concurrent === true }]
}

/** What is done to a table as a whole, or to something that hangs on it. */
export const alterAttribute = (action: Action): readonly Step[] => {
  const { table, name, cmd } = action
  const lock = (mode: LockMode, work: Work = 'none') => ({
    locks: [{ relation: name, relationKind: 'table', mode, work } as const],
    long: work !== 'none',
  })
  switch (cmd.subtype) {
    case 'AT_EnableTrig':
    case 'AT_EnableAlwaysTrig':
    case 'AT_EnableReplicaTrig':
    case 'AT_DisableTrig':
    case 'AT_EnableTrigUser':
    case 'AT_DisableTrigUser':
      return enableTriggers(action, enabling[cmd.subtype] ?? 'origin')
    case 'AT_EnableRowSecurity':
    case 'AT_DisableRowSecurity':
    case 'AT_ForceRowSecurity':
    case 'AT_NoForceRowSecurity':
      return rowSecurity(action)
    case 'AT_ReplicaIdentity':
      return replicaIdentity(action)
    case 'AT_AttachPartition':
    case 'AT_DetachPartition':
      return partition(action)
    case 'AT_ChangeOwner':
      return [{ kind: 'set-owner', table: name, from: table.owner ?? '', to: roleOf(cmd.newowner) }]
    case 'AT_SetRelOptions':
      return [
        { kind: 'set-table-options', table: name, from: table.options, to: changedOptions(table.options, itemsOf(cmd.def), undefined) },
      ]
    case 'AT_ResetRelOptions':
      return [
        { kind: 'set-table-options', table: name, from: table.options, to: changedOptions(table.options, undefined, itemsOf(cmd.def)) },
      ]
    case 'AT_SetLogged':
    case 'AT_SetUnLogged':
      return [known(alone(action), 'changes how the table is logged', { verb: 'set-persistence', ...lock('access exclusive', 'rewrite') })]
    case 'AT_SetTableSpace':
      return [
        known(alone(action), 'moves the table to another tablespace', { verb: 'set-tablespace', ...lock('access exclusive', 'rewrite') }),
      ]
    case 'AT_SetAccessMethod':
      return [known(alone(action), 'changes the access method', { verb: 'set-access-method', ...lock('access exclusive', 'rewrite') })]
    case 'AT_ClusterOn':
    case 'AT_DropCluster':
      return [known(alone(action), 'marks the index to cluster on', { verb: 'other', ...lock('share update exclusive') })]
    case 'AT_EnableTrigAll':
    case 'AT_DisableTrigAll':
      return [known(alone(action), "turns the server's own triggers on or off", { verb: 'other', ...lock('share row exclusive') })]
    case 'AT_DropOids':
      return []
    default:
      throw new NoStep('has no step of its own', [keyOf(name)])
  }
}
