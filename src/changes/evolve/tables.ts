import { keyOf, type Name } from '../../model/name.ts'
import type { Constraint, Grant, Schema } from '../../model/schema.ts'
import { putTable, replaceNamed, withoutEntry, withoutNamed } from '../../steps/edit.ts'
import { applyStep } from '../../steps/index.ts'
import { inTable, withOr } from './columns.ts'
import type { Evolution } from './evolution.ts'
import { wordSemantics } from './word-semantics.ts'

const withGrant = (grants: readonly Grant[] = [], { grantee, privileges, grantable }: Grant): readonly Grant[] => {
  const same = (g: Grant): boolean => g.grantee === grantee && (g.grantable ?? false) === (grantable ?? false)
  const all = new Set([...grants.filter(same).flatMap(g => g.privileges), ...privileges])
  return [...grants.filter(g => !same(g)), { grantee, privileges: [...all].sort(), ...(grantable ? { grantable } : {}) }]
}

const withoutGrant = (grants: readonly Grant[] = [], { grantee, privileges }: Grant): readonly Grant[] =>
  grants
    .map(g => (g.grantee === grantee ? { ...g, privileges: g.privileges.filter(p => !privileges.includes(p)) } : g))
    .filter(g => g.privileges.length > 0)

const granting =
  (edit: typeof withGrant) =>
  (schema: Schema, { table, column, grant }: { readonly table: Name; readonly column?: string; readonly grant: Grant }): Schema => {
    const view = schema.views.get(keyOf(table))
    if (view !== undefined) return { ...schema, views: schema.views.with(keyOf(table), { ...view, grants: edit(view.grants, grant) }) }
    return inTable(schema, table, t =>
      column === undefined
        ? { ...t, grants: edit(t.grants, grant) }
        : { ...t, columns: replaceNamed(t.columns, column, c => ({ ...c, grants: edit(c.grants, grant) })) },
    )
  }

export const tables: Omit<Evolution, keyof typeof import('./columns.ts').columns | keyof typeof import('./objects.ts').objects> = {
  'create-table': (schema, { table }) => putTable(schema, table),
  'drop-table': (schema, { table }) => withoutEntry(schema, 'tables', keyOf(table.name)),
  'rename-table': (schema, { from, to }) => applyStep({ kind: 'rename-table', from, to }, schema, wordSemantics),
  'move-table': (schema, { from, to }) => applyStep({ kind: 'set-table-schema', from, to }, schema, wordSemantics),
  'set-table-comment': (schema, { table, to }) => inTable(schema, table, t => withOr(t, 'comment', to)),
  'set-table-options': (schema, { table, to }) => inTable(schema, table, t => withOr(t, 'options', to)),
  'set-replica-identity': (schema, { table, to }) => inTable(schema, table, t => withOr(t, 'replicaIdentity', to)),
  'add-index': (schema, { table, index }) => inTable(schema, table, t => ({ ...t, indexes: [...t.indexes, index] })),
  'drop-index': (schema, { table, index }) => inTable(schema, table, t => ({ ...t, indexes: withoutNamed(t.indexes, index.name) })),
  'rename-index': (schema, { table, from, to }) =>
    inTable(schema, table, t => ({ ...t, indexes: replaceNamed(t.indexes, from, i => ({ ...i, name: to })) })),
  'replace-index': (schema, { table, from, to }) =>
    inTable(schema, table, t => ({ ...t, indexes: replaceNamed(t.indexes, from.name, () => to) })),
  'add-constraint': (schema, { table, constraint }) =>
    inTable(schema, table, t => ({
      ...t,
      constraints: [...t.constraints, constraint],
      columns:
        constraint.kind === 'primary-key'
          ? t.columns.map(c => (constraint.columns.includes(c.name) ? { ...c, nullable: false } : c))
          : t.columns,
    })),
  'drop-constraint': (schema, { table, constraint }) =>
    inTable(schema, table, t => ({ ...t, constraints: withoutNamed(t.constraints, constraint.name) })),
  'rename-constraint': (schema, { table, from, to }) =>
    inTable(schema, table, t => ({ ...t, constraints: replaceNamed(t.constraints, from, c => ({ ...c, name: to })) })),
  'validate-constraint': (schema, { table, constraint }) =>
    inTable(schema, table, t => ({
      ...t,
      constraints: replaceNamed(t.constraints, constraint.name, c => ('validated' in c ? { ...c, validated: true } : c)),
    })),
  'set-constraint-deferrable': (schema, { table, constraint, to }) =>
    inTable(schema, table, t => ({
      ...t,
      constraints: replaceNamed(t.constraints, constraint, c => withOr(c, 'deferrable' as keyof Constraint, to)),
    })),
  'create-trigger': (schema, { table, trigger }) => inTable(schema, table, t => ({ ...t, triggers: [...(t.triggers ?? []), trigger] })),
  'drop-trigger': (schema, { table, trigger }) =>
    inTable(schema, table, t => ({ ...t, triggers: withoutNamed(t.triggers ?? [], trigger.name) })),
  'create-policy': (schema, { table, policy }) => inTable(schema, table, t => ({ ...t, policies: [...(t.policies ?? []), policy] })),
  'drop-policy': (schema, { table, policy }) =>
    inTable(schema, table, t => ({ ...t, policies: withoutNamed(t.policies ?? [], policy.name) })),
  'set-row-security': (schema, { table, to }) => inTable(schema, table, t => withOr(t, 'rowSecurity', to)),
  grant: granting(withGrant),
  revoke: granting(withoutGrant),
  'create-partition': (schema, { table, partitionOf }) => putTable(schema, { ...table, partitionOf }),
  'attach-partition': (schema, { table, partitionOf }) => inTable(schema, table, t => ({ ...t, partitionOf })),
  'detach-partition': (schema, { table }) => inTable(schema, table, t => withOr(t, 'partitionOf', undefined)),
  'drop-partition': (schema, { table }) => withoutEntry(schema, 'tables', keyOf(table.name)),
}
