import type { Node } from 'libpg-query'
import type { LockMode, RelationLock, Work } from '../../../model/effects.ts'
import { keyOf, type Name } from '../../../model/name.ts'
import type { KnownSql } from '../../../steps/shapes/object.ts'
import type { Step } from '../../../steps/step.ts'
import { calledIn } from './calls.ts'
import { relationName, type Reading } from './names.ts'
import { allOf, asKind } from './nodes.ts'
import { known, opaque } from './opaque.ts'
import { relationsIn } from './relations-in.ts'

const kindOf = ({ schema }: Reading, name: Name): RelationLock['relationKind'] => {
  const view = schema.views.get(keyOf(name))
  if (view !== undefined) return view.materialized ? 'materialized-view' : 'view'
  return schema.sequences.has(keyOf(name)) ? 'sequence' : 'table'
}

export const lockOf = (reading: Reading, relation: Name, mode: LockMode, work: Work = 'none'): RelationLock => ({
  relation,
  relationKind: kindOf(reading, relation),
  mode,
  work,
})

/** The strongest lock of each relation, without those of temporary tables. */
const merged = (locks: readonly RelationLock[]): readonly RelationLock[] => {
  const byKey = new Map<string, RelationLock>()
  for (const lock of locks) if (!byKey.has(keyOf(lock.relation))) byKey.set(keyOf(lock.relation), lock)
  return [...byKey.values()]
}

/** Of the server itself: small, and never locked against the application. */
const isCatalog = ({ schema }: Reading, name: Name): boolean =>
  name.schema === 'pg_catalog' ||
  name.schema === 'information_schema' ||
  (name.schema === undefined && name.name.startsWith('pg_') && !schema.tables.has(name.name) && !schema.views.has(name.name))

/** Relations that are read, the written one left out. */
const readsOf = (reading: Reading, node: unknown, work: Work): readonly RelationLock[] =>
  relationsIn(reading, node)
    .filter(name => !isCatalog(reading, name))
    .map(name => lockOf(reading, name, 'access share', work))

interface Written {
  readonly verb: KnownSql['verb']
  readonly locks: readonly RelationLock[]
  readonly long: boolean
  readonly whole?: true
  readonly fails?: string
}

const written = (reading: Reading, node: Node): Written | undefined => {
  const target = (relation: Parameters<typeof relationName>[1] | undefined): readonly RelationLock[] =>
    relation === undefined || reading.temporary.has(relation.relname ?? '')
      ? []
      : [lockOf(reading, relationName(reading, relation), 'row exclusive')]
  const insert = asKind(node, 'InsertStmt')
  if (insert !== undefined) {
    const values = asKind(insert.selectStmt, 'SelectStmt')?.valuesLists !== undefined
    return {
      verb: 'insert',
      locks: merged([
        ...target(insert.relation),
        ...readsOf(reading, insert.selectStmt, values ? 'none' : 'scan'),
        ...readsOf(reading, insert.withClause, 'scan'),
      ]),
      long: insert.selectStmt !== undefined && !values && relationsIn(reading, insert.selectStmt).length > 0,
    }
  }
  const update = asKind(node, 'UpdateStmt')
  if (update !== undefined)
    return {
      verb: 'update',
      locks: merged([
        ...scanned(target(update.relation)),
        ...readsOf(reading, [update.fromClause, update.whereClause, update.targetList, update.withClause], 'scan'),
      ]),
      long: true,
      ...(update.whereClause === undefined ? { whole: true } : {}),
      ...setTwice(update.targetList),
    }
  const remove = asKind(node, 'DeleteStmt')
  if (remove !== undefined)
    return {
      verb: 'delete',
      locks: merged([
        ...scanned(target(remove.relation)),
        ...readsOf(reading, [remove.usingClause, remove.whereClause, remove.withClause], 'scan'),
      ]),
      long: true,
      ...(remove.whereClause === undefined ? { whole: true } : {}),
    }
  const merge = asKind(node, 'MergeStmt')
  if (merge !== undefined)
    return {
      verb: 'merge',
      locks: merged([
        ...scanned(target(merge.relation)),
        ...readsOf(reading, [merge.sourceRelation, merge.joinCondition, merge.withClause], 'scan'),
      ]),
      long: true,
    }
  return undefined
}

/** Two assignments to one column are refused when the statement is analysed; parts of an array or of a composite may be many. */
const setTwice = (targets: readonly Node[] | undefined): Pick<Written, 'fails'> => {
  const names = allOf(targets, 'ResTarget').flatMap(({ name, indirection }) =>
    name === undefined || indirection !== undefined ? [] : [name],
  )
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  return twice === undefined ? {} : { fails: `column ${twice} is set twice (42601)` }
}

const scanned = (locks: readonly RelationLock[]): readonly RelationLock[] => locks.map(lock => ({ ...lock, work: 'scan' }))

/** SELECT, VALUES, TABLE. */
const selected = (reading: Reading, node: Node): Written | undefined => {
  const select = asKind(node, 'SelectStmt')
  if (select === undefined) return undefined
  const locks = readsOf(reading, select, 'scan')
  const isLocking = (select.lockingClause ?? []).length > 0
  return { verb: 'select', locks: isLocking ? locks.map(lock => ({ ...lock, mode: 'row share' })) : locks, long: locks.length > 0 }
}

/** DML and SELECT: the schema stays as it is, unless a query's point is a function that is not known. */
export const changeData = (reading: Reading, node: Node): readonly Step[] | undefined => {
  const done = written(reading, node) ?? selected(reading, node)
  if (done === undefined) return undefined
  const { text } = reading.source
  const unknown = done.verb === 'select' ? calledIn(reading, node).find(each => !each.isKnown) : undefined
  if (unknown !== undefined) return [opaque(text, `calls ${unknown.name}(), which may do anything`)]
  return [known(text, reasons[done.verb] ?? 'changes data', done)]
}

const reasons: Partial<Record<KnownSql['verb'], string>> = {
  insert: 'writes rows',
  update: 'changes rows',
  delete: 'deletes rows',
  merge: 'merges rows',
  select: 'reads rows',
}
