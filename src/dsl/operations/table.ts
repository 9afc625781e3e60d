import { keyOf } from '../../model/name.ts'
import type { Table } from '../../model/schema.ts'
import { buildPolicy, buildTrigger, normalGrant } from '../build-table.ts'
import { checkNames } from '../check-table.ts'
import { alreadyThere, unknown } from '../mistakes.ts'
import { changes, unless, wrong, type Outcome, type TableOperation, type TableSituation } from '../outcome.ts'
import { said } from '../parts.ts'
import type { PolicyDraft, TriggerDraft } from '../table.ts'

interface GrantOptions {
  readonly columns?: readonly string[]
  readonly grantable?: boolean
}

const granting =
  (kind: 'grant' | 'revoke') =>
  ({ table, site }: TableSituation, grantee: string, privileges: readonly string[], { columns, grantable }: GrantOptions = {}): Outcome => {
    const grant = normalGrant({ grantee, privileges, ...said({ grantable }) })
    return unless(
      checkNames(table, columns ?? [], site),
      ...(columns === undefined
        ? [{ kind, table: table.name, grant }]
        : columns.map(column => ({ kind, table: table.name, column, grant }))),
    )
  }

/** Sets one thing of the table to a text; null takes it away. */
const setting =
  (kind: 'set-table-comment' | 'set-table-options' | 'set-replica-identity', old: (table: Table) => string | undefined) =>
  ({ table }: TableSituation, to: string | null): Outcome =>
    changes({ kind, table: table.name, from: old(table), to: to ?? undefined })

const securing = ({ table }: TableSituation, to: Table['rowSecurity']): Outcome =>
  changes({ kind: 'set-row-security', table: table.name, from: table.rowSecurity, to })

const createTrigger = ({ table, site }: TableSituation, draft: TriggerDraft<string>): Outcome => {
  const trigger = buildTrigger(draft)
  return table.triggers?.some(t => t.name === trigger.name) === true
    ? wrong(alreadyThere('trigger', keyOf(table.name), trigger.name, site()))
    : unless(checkNames(table, trigger.columns, site), { kind: 'create-trigger', table: table.name, trigger })
}

const dropTrigger = ({ table, site }: TableSituation, name: string): Outcome => {
  const trigger = table.triggers?.find(t => t.name === name)
  return trigger === undefined
    ? wrong(
        unknown(
          'trigger',
          keyOf(table.name),
          name,
          (table.triggers ?? []).map(t => t.name),
          site(),
        ),
      )
    : changes({ kind: 'drop-trigger', table: table.name, trigger })
}

const createPolicy = ({ table, site }: TableSituation, draft: PolicyDraft): Outcome =>
  table.policies?.some(p => p.name === draft.name) === true
    ? wrong(alreadyThere('policy', keyOf(table.name), draft.name, site()))
    : changes({ kind: 'create-policy', table: table.name, policy: buildPolicy(draft) })

const dropPolicy = ({ table, site }: TableSituation, name: string): Outcome => {
  const policy = table.policies?.find(p => p.name === name)
  return policy === undefined
    ? wrong(
        unknown(
          'policy',
          keyOf(table.name),
          name,
          (table.policies ?? []).map(p => p.name),
          site(),
        ),
      )
    : changes({ kind: 'drop-policy', table: table.name, policy })
}

export const ownOperations = {
  createTrigger,
  dropTrigger,
  createPolicy,
  dropPolicy,
  grant: granting('grant'),
  revoke: granting('revoke'),
  setComment: setting('set-table-comment', t => t.comment),
  setOptions: setting('set-table-options', t => t.options),
  setReplicaIdentity: setting('set-replica-identity', t => t.replicaIdentity),
  enableRowSecurity: (situation: TableSituation, { forced = false }: { readonly forced?: boolean } = {}) =>
    securing(situation, forced ? 'forced' : 'enabled'),
  disableRowSecurity: (situation: TableSituation) => securing(situation, undefined),
} satisfies Readonly<Record<string, TableOperation>>
