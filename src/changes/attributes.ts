import { keyOf } from '../model/name.ts'
import type { Column } from '../model/schema.ts'
import { catalogOnly } from './catalog-only.ts'
import type { ChangeOf } from './change.ts'

/** Attributes of tables and columns that running code cannot see: one catalog-only step each. */

const columnOption = (column: Column, option: ChangeOf<'set-column-option'>['option']): string | undefined =>
  option === 'statistics' ? column.statisticsTarget?.toString() : option === 'storage' ? column.storage : column.compression

export const setTableComment = catalogOnly<ChangeOf<'set-table-comment'>>({
  recipe: 'set-comment',
  how: 'changes the comment',
  steps: ({ table, from, to }) => [{ kind: 'set-comment', object: { on: 'table', name: table }, from, to }],
  describe: ({ table, to }) => `${to === undefined ? 'drop' : 'set'} the comment of ${keyOf(table)}`,
})

export const setColumnComment = catalogOnly<ChangeOf<'set-column-comment'>>({
  recipe: 'set-comment',
  how: 'changes the comment',
  steps: ({ table, column, to }) => [{ kind: 'set-comment', object: { on: 'column', table, name: column.name }, from: column.comment, to }],
  describe: ({ table, column, to }) => `${to === undefined ? 'drop' : 'set'} the comment of ${keyOf(table)}.${column.name}`,
})

export const setTableOptions = catalogOnly<ChangeOf<'set-table-options'>>({
  recipe: 'set-options',
  how: 'changes storage parameters; rows already written keep their layout',
  steps: ({ table, from, to }) => [{ kind: 'set-table-options', table, from, to }],
  describe: ({ table, to }) => `set the storage parameters of ${keyOf(table)}${to === undefined ? ' to their defaults' : ` to ${to}`}`,
})

export const setReplicaIdentity = catalogOnly<ChangeOf<'set-replica-identity'>>({
  recipe: 'set-replica-identity',
  how: 'changes what logical replication sends of old rows',
  steps: ({ table, from, to }) => [{ kind: 'set-replica-identity', table, from, to }],
  describe: ({ table, to }) => `set the replica identity of ${keyOf(table)} to ${to ?? 'its default'}`,
  notes: ({ table }) => [`Consumers of logical replication of ${keyOf(table)} see other old-row keys from then on.`],
})

export const setColumnOption = catalogOnly<ChangeOf<'set-column-option'>>({
  recipe: 'set-column-option',
  how: 'changes how values written from now on are stored or sampled',
  steps: ({ table, column, option, to }) => [
    { kind: 'set-column-option', table, column: column.name, option, from: columnOption(column, option), to },
  ],
  describe: ({ table, column, option, to }) => `set ${option} of ${keyOf(table)}.${column.name} to ${to ?? 'its default'}`,
  refuse: ({ option }, { engine }) =>
    option === 'compression' && !engine.can.compression
      ? { refused: 'column compression came with PostgreSQL 14', instead: 'leave it out, or move to PostgreSQL 14' }
      : undefined,
})

export const setConstraintDeferrable = catalogOnly<ChangeOf<'set-constraint-deferrable'>>({
  recipe: 'set-deferrable',
  how: 'changes when the foreign key is checked',
  steps: ({ table, constraint, from, to }) => [{ kind: 'set-constraint-deferrable', table, constraint, from, to }],
  describe: ({ table, constraint, to }) =>
    `make ${keyOf(table)}.${constraint} ${to === undefined ? 'not deferrable' : to.replace('-', ' ')}`,
})

export const renameIndex = catalogOnly<ChangeOf<'rename-index'>>({
  recipe: 'rename-index',
  how: 'renames the index; queries do not see its name',
  steps: ({ table, from, to }) => [{ kind: 'rename-index', table, from, to }],
  describe: ({ table, from, to }) => `rename index ${from} of ${keyOf(table)} to ${to}`,
})

export const renameConstraint = catalogOnly<ChangeOf<'rename-constraint'>>({
  recipe: 'rename-constraint',
  how: 'renames the constraint, and its index with it',
  steps: ({ table, from, to }) => [{ kind: 'rename-constraint', table, from, to }],
  describe: ({ table, from, to }) => `rename constraint ${from} of ${keyOf(table)} to ${to}`,
  notes: ({ from }) => [`Code that names ${from} (ON CONFLICT ON CONSTRAINT, error handlers) must know both names first.`],
})
