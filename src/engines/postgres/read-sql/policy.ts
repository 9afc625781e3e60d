import type { AlterPolicyStmt, CreatePolicyStmt } from 'libpg-query'
import { keyOf } from '../../../model/name.ts'
import type { Policy } from '../../../model/schema.ts'
import type { Step } from '../../../steps/step.ts'
import { inOrder, present } from '../introspect/catalog.ts'
import { withoutParentheses } from '../introspect/enclosed.ts'
import { relationName, tableNamed, type Reading } from './names.ts'
import { NoStep } from './no-step.ts'
import { allOf } from './nodes.ts'
import { roleOf } from './role.ts'
import { enclosed, wordAt } from './source.ts'

const rolesOf = (nodes: CreatePolicyStmt['roles']): readonly string[] => allOf(nodes, 'RoleSpec').map(roleOf).toSorted(inOrder)

const conditions = ({ source }: Reading, { qual, with_check }: CreatePolicyStmt | AlterPolicyStmt): Pick<Policy, 'using' | 'check'> => {
  const text = (word: string): string => withoutParentheses(enclosed(source, wordAt(source, 0, word) ?? 0))
  return present({ using: qual === undefined ? undefined : text('using'), check: with_check === undefined ? undefined : text('check') })
}

export const createPolicy = (reading: Reading, node: CreatePolicyStmt): readonly Step[] => [
  {
    kind: 'create-policy',
    table: relationName(reading, node.table ?? {}),
    policy: {
      name: node.policy_name ?? '',
      command: (node.cmd_name ?? 'all') as Policy['command'],
      permissive: node.permissive === true,
      roles: rolesOf(node.roles),
      ...conditions(reading, node),
    },
  },
]

/** No step changes a policy in place: it goes and comes back. */
export const alterPolicy = (reading: Reading, node: AlterPolicyStmt): readonly Step[] => {
  const table = relationName(reading, node.table ?? {})
  const policy = tableNamed(reading, table)?.policies?.find(each => each.name === node.policy_name)
  if (policy === undefined) throw new NoStep(`changes policy ${node.policy_name}, which is not known`, [keyOf(table)])
  const roles = node.roles === undefined ? policy.roles : rolesOf(node.roles)
  return [
    { kind: 'drop-policy', table, policy },
    { kind: 'create-policy', table, policy: { ...policy, roles, ...conditions(reading, node) } },
  ]
}

export const unknownPolicy = (name: string): Policy => ({ name, command: 'all', permissive: true, roles: [] })
