import type { CreateStmt, PartitionBoundSpec, PartitionSpec } from 'libpg-query'
import { keyOf } from '../../../model/name.ts'
import type { PartitionOf, Partitioning, Table } from '../../../model/schema.ts'
import { relationName, tableNamed, type Reading } from './names.ts'
import { NoStep } from './no-step.ts'
import { allOf, asKind } from './nodes.ts'
import { enclosed, wordAt } from './source.ts'
import { columnRefs } from './type-name.ts'

const strategies = { PARTITION_STRATEGY_LIST: 'list', PARTITION_STRATEGY_RANGE: 'range', PARTITION_STRATEGY_HASH: 'hash' } as const

/** PARTITION BY. */
export const partitionedBy = (
  { source }: Reading,
  { strategy = 'PARTITION_STRATEGY_RANGE', partParams, location }: PartitionSpec,
): Partitioning => ({
  strategy: strategies[strategy],
  key: enclosed(source, source.indexAt(location)),
  columns: [...new Set(allOf(partParams, 'PartitionElem').flatMap(({ name, expr }) => (name === undefined ? columnRefs(expr) : [name])))],
})

const bounded = (text: string): string =>
  text.replace(/\b(minvalue|maxvalue)\b/gi, word => word.toUpperCase()).replace(/\bnull\b/gi, 'NULL')

/** `FOR VALUES …` as the catalog prints it. */
export const boundsText = ({ source }: Reading, bound: PartitionBoundSpec, from: number): string => {
  if (bound.is_default) return 'DEFAULT'
  if (bound.strategy === 'h') return `FOR VALUES WITH (modulus ${bound.modulus ?? 0}, remainder ${bound.remainder ?? 0})`
  const values = wordAt(source, from, 'values') ?? from
  const first = bounded(enclosed(source, values))
  if (bound.strategy === 'l') return `FOR VALUES IN (${first})`
  return `FOR VALUES FROM (${first}) TO (${bounded(enclosed(source, wordAt(source, values, 'to') ?? values))})`
}

const parentOf = ({ inhRelations }: CreateStmt) => asKind(inhRelations?.[0], 'RangeVar') ?? {}

export const boundsOf = (reading: Reading, node: CreateStmt): PartitionOf => ({
  parent: relationName(reading, parentOf(node)),
  bounds: boundsText(reading, node.partbound ?? {}, wordAt(reading.source, 0, 'of') ?? 0),
})

/** The columns PARTITION OF takes from the parent; its constraints and indexes come with the step. */
export const partitionFrom = (reading: Reading, table: Table, node: CreateStmt): Table => {
  const name = relationName(reading, parentOf(node))
  const parent = tableNamed(reading, name)
  if (parent === undefined) throw new NoStep(`makes a partition of ${keyOf(name)}, which is not known`, [keyOf(table.name), keyOf(name)])
  return {
    ...table,
    columns: parent.columns.map(({ comment: _c, grants: _g, identity: _i, ownedSequence: _s, ...column }) => column),
  }
}
