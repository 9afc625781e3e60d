import type { ClusterStmt, CopyStmt, LockStmt, Node, RangeVar, ReindexStmt, TruncateStmt, VacuumStmt } from 'libpg-query'
import { postgresLockModes, type RelationLock } from '../../../model/effects.ts'
import { keyOf, type Name } from '../../../model/name.ts'
import { referencesTo } from '../../../steps/dependents.ts'
import { partitionsOf } from '../../../steps/edit.ts'
import type { Step } from '../../../steps/step.ts'
import { lockOf } from './data.ts'
import { ownerOfIndex, relationName, type Reading } from './names.ts'
import { allOf, valueOf } from './nodes.ts'
import { known } from './opaque.ts'
import { relationsIn } from './relations-in.ts'

const named = (reading: Reading, nodes: readonly Node[] | undefined): readonly Name[] =>
  allOf(nodes, 'RangeVar')
    .filter(({ relname }) => !reading.temporary.has(relname ?? ''))
    .map(range => relationName(reading, range))

/** Tables that refer to these, and to those: TRUNCATE … CASCADE empties them too. */
const referring = ({ schema }: Reading, names: readonly Name[]): readonly Name[] => {
  const found = new Map(names.map(name => [keyOf(name), name]))
  for (const name of found.values())
    for (const { table } of referencesTo(schema, name)) if (!found.has(keyOf(table.name))) found.set(keyOf(table.name), table.name)
  return [...found.values()]
}

export const truncate = (reading: Reading, { relations, behavior }: TruncateStmt): readonly Step[] => {
  const names = named(reading, relations)
  const isCascade = behavior === 'DROP_CASCADE'
  const all = (isCascade ? referring(reading, names) : names).flatMap(name => [
    name,
    ...partitionsOf(reading.schema, name).map(each => each.name),
  ])
  const locks = all.map(name => lockOf(reading, name, 'access exclusive'))
  return [known(reading.source.text, 'empties tables', { verb: 'truncate', locks, ...(isCascade ? { whole: true } : {}) })]
}

export const lock = (reading: Reading, { relations, mode = postgresLockModes.length, nowait }: LockStmt): readonly Step[] => {
  const locks = named(reading, relations).map(name => lockOf(reading, name, postgresLockModes[mode - 1] ?? 'access exclusive'))
  return [known(reading.source.text, 'locks tables', { verb: 'lock', locks, ...(nowait ? { nowait } : {}) })]
}

export const copy = (reading: Reading, { relation, query, is_from }: CopyStmt): readonly Step[] => {
  const { text } = reading.source
  if (relation === undefined) {
    const locks = relationsIn(reading, query).map(name => lockOf(reading, name, 'access share', 'scan'))
    return [known(text, 'copies rows', { verb: 'copy', locks, long: true })]
  }
  const locks = named(reading, [{ RangeVar: relation }]).map(name =>
    lockOf(reading, name, is_from ? 'row exclusive' : 'access share', is_from ? 'none' : 'scan'),
  )
  return [known(text, 'copies rows', { verb: 'copy', locks, long: true })]
}

const isOn = (options: readonly Node[] | undefined, name: string): boolean =>
  allOf(options, 'DefElem').some(each => each.defname === name && !['false', 'off', '0'].includes(valueOf(each.arg) ?? 'true'))

export const vacuum = (reading: Reading, { is_vacuumcmd, options, rels }: VacuumStmt): readonly Step[] => {
  const isFull = isOn(options, 'full')
  const names = allOf(rels, 'VacuumRelation').flatMap(({ relation }) => (relation === undefined ? [] : [relationName(reading, relation)]))
  const locks = names.map(name =>
    isFull ? lockOf(reading, name, 'access exclusive', 'rewrite') : lockOf(reading, name, 'share update exclusive', 'scan'),
  )
  const { text } = reading.source
  return [
    is_vacuumcmd
      ? known(text, 'vacuums tables', { verb: 'vacuum', locks, long: true }, false)
      : known(text, 'gathers statistics', { verb: 'analyze', locks, long: true }),
  ]
}

export const cluster = (reading: Reading, { relation }: ClusterStmt): readonly Step[] => {
  const locks = relation === undefined ? [] : [lockOf(reading, relationName(reading, relation), 'access exclusive', 'rewrite')]
  return [known(reading.source.text, 'orders a table by an index', { verb: 'cluster', locks, long: true }, relation !== undefined)]
}

const indexLocks = (reading: Reading, relation: RangeVar, isOnline: boolean): readonly RelationLock[] => {
  const parts = [...(relation.schemaname === undefined ? [] : [relation.schemaname]), relation.relname ?? '']
  const owner = ownerOfIndex(reading, parts)
  if (owner === undefined) return []
  const index: Name =
    owner.name.schema === undefined ? { name: relation.relname ?? '' } : { schema: owner.name.schema, name: relation.relname ?? '' }
  return [
    lockOf(reading, owner.name, isOnline ? 'share update exclusive' : 'share', 'scan'),
    { relation: index, relationKind: 'index', mode: isOnline ? 'share update exclusive' : 'access exclusive', work: 'index-build' },
  ]
}

export const reindex = (reading: Reading, { kind, relation, params }: ReindexStmt): readonly Step[] => {
  const isOnline = isOn(params, 'concurrently')
  const locks =
    relation === undefined
      ? []
      : kind === 'REINDEX_OBJECT_INDEX'
        ? indexLocks(reading, relation, isOnline)
        : [lockOf(reading, relationName(reading, relation), isOnline ? 'share update exclusive' : 'share', 'index-build')]
  return [known(reading.source.text, 'builds indexes again', { verb: 'reindex', locks, long: true }, !isOnline && relation !== undefined)]
}
