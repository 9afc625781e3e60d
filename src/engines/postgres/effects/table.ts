import type { RelationLock, Work } from '../../../model/effects.ts'
import { keyOf, nameOf, type Name } from '../../../model/name.ts'
import { tableIn, type ForeignKey, type Index, type PartitionOf, type Schema, type Table } from '../../../model/schema.ts'
import { referencesTo } from '../../../steps/dependents.ts'
import { partitionsOf } from '../../../steps/edit.ts'
import type { TableStep } from '../../../steps/shapes/table.ts'
import { relationsOf } from '../expressions.ts'
import { defaultPartitionOf, foreignKeysOf, isTainted } from '../relations.ts'
import { answer, type Family, lock, lockAll, reach, readLocks } from './answer.ts'
import { changedMeaning, goneRelation, rejectedWrite } from './breaks.ts'
import { impliesDefaultMisses, impliesPartition } from './partition-proof.ts'

const optional = (table: Table | undefined, mode: RelationLock['mode'], work: Work = 'none', before?: Schema): readonly RelationLock[] =>
  table === undefined ? [] : before === undefined ? lockAll([table], mode, work) : reach(before, table.name, mode, work)

/** Relations a policy reads in a sub-select. */
const readBy = (expressions: readonly (string | undefined)[], before: Schema): readonly RelationLock[] =>
  readLocks(
    before,
    expressions.flatMap(expression => (expression === undefined ? [] : relationsOf(expression))),
  )

/**
 * Created beside its parent and attached, as the step's statements do it: the parent is locked as ATTACH locks it.
 *
 * @param inParent made within it by somebody else's statement: the parent is locked as PARTITION OF locks it
 */
function createTable(table: Table, before: Schema, inParent: boolean) {
  return answer([
    ...(table.partitionOf !== undefined && inParent ? [lock(table.partitionOf.parent, 'access exclusive')] : []),
    lock(table.name, 'access exclusive'),
    ...foreignKeysOf(table)
      .filter(key => keyOf(key.references) !== keyOf(table.name))
      .flatMap(key => reach(before, key.references, 'share row exclusive')),
    ...(table.partitionOf === undefined ? [] : attachLocks(table, table.partitionOf, before, true)),
    ...readBy(
      (table.policies ?? []).flatMap(policy => [policy.using, policy.check]),
      before,
    ),
  ])
}

/** Without those that belong to the parent: they keep the referenced table out of it when a partition goes. */
function ownForeignKeys(table: Table, before: Schema): readonly ForeignKey[] {
  const parent = table.partitionOf === undefined ? undefined : tableIn(before, table.partitionOf.parent)
  const inherited = parent === undefined ? [] : foreignKeysOf(parent)
  return foreignKeysOf(table).filter(key => !inherited.some(other => isSameKey(other, key)))
}

function dropTable(table: Table, before: Schema) {
  const family = [table, ...partitionsOf(before, table.name)]
  const isInside = (name: Name): boolean => family.some(member => keyOf(member.name) === keyOf(name))
  const held = [
    ...referencesTo(before, table.name)
      .filter(reference => !isInside(reference.table.name))
      .map(one => `foreign key ${one.constraint.name} of ${keyOf(one.table.name)}`),
    ...before.views
      .values()
      .filter(view => view.reads[keyOf(table.name)] !== undefined)
      .map(view => `view ${keyOf(view.name)}`),
  ]
  return answer(
    [
      ...lockAll(family, 'access exclusive'),
      ...family
        .flatMap(member => ownForeignKeys(member, before))
        .filter(key => !isInside(key.references))
        .flatMap(key => reach(before, key.references, 'access exclusive')),
      ...(table.partitionOf === undefined
        ? []
        : [
            lock(table.partitionOf.parent, 'access exclusive'),
            ...optional(defaultPartitionOf(before, table.partitionOf.parent, table.name), 'access exclusive'),
          ]),
    ],
    {
      breaks: [goneRelation(table.name)],
      fails: held.length > 0 ? `${held.join(', ')} depends on table ${keyOf(table.name)} (2BP01)` : undefined,
    },
  )
}

/** Storage parameters whose change needs more than SHARE UPDATE EXCLUSIVE (`reloptions.c`). */
const heavyOptions = /user_catalog_table|security_barrier|check_option/

const optionNames = (options: string | undefined): readonly string[] =>
  (options ?? '').split(',').map(option => option.split('=')[0]?.trim() ?? '')

const isSameKey = (a: ForeignKey, b: ForeignKey): boolean =>
  a.columns.join() === b.columns.join() &&
  keyOf(a.references) === keyOf(b.references) &&
  a.referencedColumns.join() === b.referencedColumns.join()

/** Missing indexes are built while the partition is attached, missing foreign keys verified. */
function attachWork(table: Table, parent: Table, bounds: string, before: Schema): Work {
  if (isTainted(before, table.name) || isTainted(before, parent.name)) return 'index-build'
  const shape = (index: Index) => JSON.stringify([index.parts, index.include, index.method ?? 'btree', index.where, index.unique])
  const hasIndexes = parent.indexes.every(index => table.indexes.some(own => own.valid && shape(own) === shape(index)))
  const keys = (owner: Table) => owner.constraints.filter(one => one.kind === 'primary-key' || one.kind === 'unique')
  const hasKeys = keys(parent).every(key => keys(table).some(own => own.kind === key.kind && own.columns.join() === key.columns.join()))
  if (!hasIndexes || !hasKeys) return 'index-build'
  const hasForeignKeys = foreignKeysOf(parent).every(key => foreignKeysOf(table).some(own => own.validated && isSameKey(own, key)))
  return hasForeignKeys && impliesPartition(table, parent, bounds, before) ? 'none' : 'scan'
}

/** @param isNew the table has just been made: there is no row to look at */
function attachLocks(table: Table, { parent: name, bounds }: PartitionOf, before: Schema, isNew = false): readonly RelationLock[] {
  const parent = tableIn(before, name)
  const fallback = defaultPartitionOf(before, name, table.name)
  if (parent === undefined) return [lock(name, 'share update exclusive'), lock(table.name, 'access exclusive', 'scan')]
  return [
    lock(name, 'share update exclusive'),
    ...lockAll(
      [table, ...partitionsOf(before, table.name)],
      'access exclusive',
      isNew ? 'none' : attachWork(table, parent, bounds, before),
    ),
    ...optional(
      fallback,
      'access exclusive',
      fallback !== undefined && impliesDefaultMisses(fallback, parent, bounds, before) ? 'none' : 'scan',
      before,
    ),
    // A foreign key of the same shape is merged with the parent's, for which its triggers go; a missing one is made and verified.
    ...foreignKeysOf(parent).flatMap(key =>
      foreignKeysOf(table).some(own => isSameKey(own, key))
        ? reach(before, key.references, 'access exclusive')
        : reach(before, key.references, 'share row exclusive', isNew ? 'none' : 'scan'),
    ),
  ]
}

export const table: Family<TableStep> = {
  'create-table': ({ table, inParent }, before) => createTable(table, before, inParent === true),
  'drop-table': ({ table }, before) => dropTable(before.tables.get(keyOf(table.name)) ?? table, before),
  'rename-table': ({ from }) => answer([lock(from, 'access exclusive')], { breaks: [goneRelation(from)] }),
  'set-table-schema': ({ from }) => answer([lock(from, 'access exclusive')], { breaks: [goneRelation(from)] }),
  'set-table-options': ({ table, from, to }) => {
    const changed = [...optionNames(from), ...optionNames(to)]
    return answer([lock(table, changed.some(name => heavyOptions.test(name)) ? 'access exclusive' : 'share update exclusive')])
  },
  'set-replica-identity': ({ table }) => answer([lock(table, 'access exclusive')]),
  'set-owner': ({ table }) => answer([lock(table, 'access exclusive')]),
  'set-comment': ({ object }) => {
    const mode = 'share update exclusive'
    switch (object.on) {
      case 'table':
        return answer([lock(object.name, mode)])
      case 'view':
      case 'materialized-view':
      case 'index':
      case 'sequence':
        return answer([lock(object.name, mode, 'none', object.on)])
      case 'column':
        return answer([lock(object.table, mode)])
      case 'constraint':
        return answer([lock(object.table, 'access share')])
      case 'type':
        return answer([])
    }
  },
  'grant-privileges': ({ table }, before, { major }) => privileges(table, before, major),
  'revoke-privileges': ({ table }, before, { major }) => privileges(table, before, major),
  'create-policy': ({ table, policy }, before) =>
    answer([lock(table, 'access exclusive'), ...readBy([policy.using, policy.check], before)], {
      breaks: [changedMeaning(`other rows of ${keyOf(table)} are visible or writable`)],
    }),
  'drop-policy': ({ table }) =>
    answer([lock(table, 'access exclusive')], { breaks: [changedMeaning(`other rows of ${keyOf(table)} are visible or writable`)] }),
  'set-row-security': ({ table, to }, before) =>
    answer([lock(table, 'access exclusive')], {
      breaks: [
        changedMeaning(
          to !== undefined && (tableIn(before, table)?.policies ?? []).length === 0
            ? `roles other than the owner see no row of ${keyOf(table)}`
            : `other rows of ${keyOf(table)} are visible or writable`,
        ),
      ],
    }),
  'create-trigger': ({ table }, before) => answer(reach(before, table, 'share row exclusive')),
  'drop-trigger': ({ table }, before) => answer(reach(before, table, 'access exclusive')),
  'set-trigger-enabled': ({ table }, before) => answer(reach(before, table, 'share row exclusive')),
  'create-statistics': ({ table }) => answer([lock(table, 'share update exclusive')]),
  'drop-statistics': ({ table }) => answer([lock(table, 'share update exclusive')]),
  'set-publication': ({ table }) => answer([lock(table, 'share update exclusive')]),
  'attach-partition': ({ table, partitionOf }, before) =>
    answer(attachLocks(tableIn(before, table) ?? { name: table, columns: [], constraints: [], indexes: [] }, partitionOf, before), {
      breaks: [rejectedWrite(`writes to ${keyOf(table)} outside ${partitionOf.bounds} fail with 23514`)],
    }),
  'detach-partition': ({ table, partitionOf, online }, before, { major }) => {
    const fallback = defaultPartitionOf(before, partitionOf.parent, table)
    const breaks = [changedMeaning(`${keyOf(partitionOf.parent)} no longer shows the rows of ${keyOf(table)}`)]
    if (online) {
      return answer([lock(partitionOf.parent, 'share update exclusive'), lock(table, 'access exclusive')], {
        breaks,
        transactional: false,
        long: false,
        fails:
          major < 14
            ? `DETACH PARTITION CONCURRENTLY needs PostgreSQL 14 (42601)`
            : fallback !== undefined
              ? `cannot detach partitions concurrently when a default partition exists (55000)`
              : undefined,
      })
    }
    const keys = foreignKeysOf(tableIn(before, table) ?? ({ constraints: [] } as unknown as Table))
    return answer(
      [
        ...keys.flatMap(key => reach(before, key.references, 'share row exclusive')),
        lock(partitionOf.parent, 'access exclusive'),
        lock(table, major < 14 ? 'share update exclusive' : 'access exclusive'),
        ...optional(fallback, 'access exclusive'),
      ],
      { breaks },
    )
  },
}

/** From 18 on, the relation is locked against being dropped meanwhile. */
const privileges = (table: Name, before: Schema, major: number) => {
  const view = before.views.get(keyOf(table))
  return answer(
    major < 18
      ? []
      : [lock(nameOf(table), 'access share', 'none', view === undefined ? 'table' : view.materialized ? 'materialized-view' : 'view')],
  )
}
