import type { Name } from '../model/name.ts'
import type { Constraint, Index, Table } from '../model/schema.ts'
import { freeName, joinColumns } from './naming.ts'
import { partNames } from './object.ts'

/** The table CREATE TABLE … PARTITION OF makes: the parent's columns, and a copy of its constraints and indexes under the names PostgreSQL gives them. */
export const partitionLike = (name: Name, parent: Table, bounds: string): Table => {
  const taken = new Set<string>()
  const named = (columns: string | undefined, label: string): string => {
    const free = freeName(name.name, columns, label, n => taken.has(n))
    taken.add(free)
    return free
  }
  const constraint = (c: Constraint): Constraint =>
    c.kind === 'primary-key'
      ? { ...c, name: named(undefined, 'pkey'), inherited: true }
      : c.kind === 'unique'
        ? { ...c, name: named(joinColumns([...c.columns, ...(c.include ?? [])]), 'key'), inherited: true }
        : c.kind === 'exclusion'
          ? { ...c, name: named(joinColumns(c.columns), 'excl'), inherited: true }
          : { ...c, inherited: true }
  const index = (i: Index): Index => ({ ...i, name: named(joinColumns(partNames(i)), 'idx'), inherited: true })
  return {
    name,
    columns: parent.columns.map(({ comment: _c, grants: _g, identity: _i, ownedSequence: _s, ...column }) => column),
    constraints: parent.constraints.filter(c => !('noInherit' in c && c.noInherit === true)).map(constraint),
    indexes: parent.indexes.map(index),
    partitionOf: { parent: parent.name, bounds },
  }
}
