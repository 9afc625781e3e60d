import type { ColumnType } from '../../model/column-type.ts'
import { keyOf } from '../../model/name.ts'
import type { Column, Index, Schema, Table } from '../../model/schema.ts'
import { partitionsOf } from '../../steps/edit.ts'
import type { TypeChange, TypeChangeCost } from '../../steps/engine.ts'
import { baseType, castsFreely, keepsStorage } from './casts.ts'
import { dependentsOf, namesColumn } from './dependents.ts'
import { isTainted } from './relations.ts'

/** What the server does to one table of the partition tree. */
export interface TableRework {
  readonly table: Table
  readonly cost: TypeChangeCost
  readonly because: readonly string[]
}

const costs: readonly TypeChangeCost[] = ['none', 'scan', 'index-build', 'rewrite']
const heavier = (a: TypeChangeCost, b: TypeChangeCost): TypeChangeCost => (costs.indexOf(a) >= costs.indexOf(b) ? a : b)

/**
 * What `ALTER COLUMN … TYPE` without USING does, by the measured list of free changes (postgres.md 1.3) and the facts
 * that make a free one dear (T5). A change between timestamp and timestamptz counts as a rewrite: it is free only in
 * a UTC session.
 */
export const typeChange = (table: Table, from: Column, to: ColumnType, schema: Schema): TypeChange =>
  columnChange(table, from, { ...from, type: to }, schema)

/** The same for a whole column, whose collation may change too. */
export function columnChange(table: Table, from: Column, to: Column, schema: Schema): TypeChange {
  const reworks = reworkOf(table, from, to, schema)
  const needsUsing = castsFreely(from.type, to.type, schema)
    ? []
    : [`${from.type.native} is not cast to ${to.type.native} by itself: USING is needed`]
  const keepsSequence =
    from.ownedSequence !== undefined &&
    from.identity === undefined &&
    schema.sequences.get(keyOf(from.ownedSequence))?.type !== to.type.kind &&
    ['integer', 'bigint', 'smallint'].includes(to.type.kind) &&
    to.type.kind !== from.type.kind
      ? [`sequence ${keyOf(from.ownedSequence)} keeps its own type: change it too, or it ends at the old one's limit`]
      : []
  return {
    cost: reworks.map(rework => rework.cost).reduce(heavier, 'none'),
    because: [...new Set([...reworks.flatMap(rework => rework.because), ...needsUsing, ...keepsSequence])],
    pinnedBy: from.type.native === to.type.native && from.collation === to.collation ? [] : dependentsOf(table, from.name, schema),
  }
}

/** The work on the table and on each of its partitions. */
export function reworkOf(table: Table, from: Column, to: Column, schema: Schema, using?: string): readonly TableRework[] {
  const family = [table, ...partitionsOf(schema, table.name)]
  const changesCollation = (from.collation ?? 'default') !== (to.collation ?? 'default')
  if (using === undefined && from.type.native === to.type.native && !changesCollation)
    return family.map(member => ({ table: member, cost: 'none', because: [] }))
  const isFree = using === undefined && keepsStorage(from.type, to.type, schema)
  if (!isFree) {
    const why =
      using === undefined ? `${from.type.native} to ${to.type.native} rewrites ${keyOf(table.name)}` : `USING rewrites ${keyOf(table.name)}`
    return family.map(member => ({ table: member, cost: member.partitioning === undefined ? 'rewrite' : 'none', because: [why] }))
  }
  // What an opaque statement may have hung on the table is unknown: none of it may be assumed away.
  if (isTainted(schema, table.name)) {
    return family.map(member => ({
      table: member,
      cost: 'rewrite',
      because: [`${keyOf(table.name)} may have been changed by SQL that was not understood`],
    }))
  }
  const kinds = [baseType(from.type, schema).kind, baseType(to.type, schema).kind]
  const changesOperators =
    (kinds.includes('citext') && kinds[0] !== kinds[1]) ||
    (kinds[0] === 'bit' && kinds[1] === 'varbit') ||
    (kinds[0] !== 'char' && kinds[1] === 'char')
  const parents = family.filter(member => member.partitioning !== undefined)
  return family.map(member => freeRework(member, from.name, { changesCollation, changesOperators, parents }))
}

interface Circumstances {
  readonly changesCollation: boolean
  readonly changesOperators: boolean
  readonly parents: readonly Table[]
}

function freeRework(table: Table, column: string, { changesCollation, changesOperators, parents }: Circumstances): TableRework {
  const because: string[] = []
  let cost: TypeChangeCost = 'none'
  const add = (more: TypeChangeCost, why: string): void => {
    cost = heavier(cost, more)
    because.push(why)
  }
  const key = (name: string, isInherited: boolean): void => {
    if (isInherited) add('index-build', `index ${name} is rebuilt: it belongs to an index of a partitioned table`)
    else if (changesCollation) add('index-build', `index ${name} is rebuilt: it sorts by the collation`)
    else if (changesOperators) add('index-build', `index ${name} is rebuilt: the new type has other operators`)
  }
  for (const index of table.indexes) {
    const names = namesColumn(index.where, column, table)
      ? 'condition'
      : index.parts.some(part => namesColumn(part.expression, column, table))
        ? 'expression'
        : undefined
    const isKey = index.parts.some(part => part.column === column)
    const isComputed = index.where !== undefined || index.parts.some(part => part.expression !== undefined)
    if (names !== undefined) add('index-build', `index ${index.name} is rebuilt: its ${names} names ${column}`)
    else if (!isKey && index.include?.includes(column) !== true) continue
    else if (isComputed)
      add(
        'index-build',
        `index ${index.name} is rebuilt: it holds ${column} and has ${index.where === undefined ? 'an expression' : 'a condition'}`,
      )
    else if (!index.valid) add('index-build', `index ${index.name} is rebuilt: it is not valid`)
    else if (isKey || isInherited(index, parents)) key(index.name, isInherited(index, parents))
  }
  for (const constraint of table.constraints) {
    if (constraint.kind === 'check') {
      if (constraint.validated && namesColumn(constraint.expression, column, table))
        add('scan', `check ${constraint.name} is verified again: it names ${column}`)
    } else if (constraint.kind === 'primary-key' || constraint.kind === 'unique') {
      const isOfParent = parents.some(parent =>
        parent.constraints.some(other => other.kind === constraint.kind && other.columns.join() === constraint.columns.join()),
      )
      if (constraint.columns.includes(column) || (isOfParent && constraint.include?.includes(column) === true))
        key(constraint.name, isOfParent)
    } else if (constraint.kind === 'exclusion' && namesColumn(constraint.definition, column, table)) {
      if (constraint.columns.includes(column) && !/\bwhere\b/i.test(constraint.definition)) key(constraint.name, parents.length > 0)
      else add('index-build', `index ${constraint.name} is rebuilt: its definition names ${column}`)
    }
  }
  return { table, cost: table.partitioning === undefined ? cost : 'none', because }
}

/** An index of a partitioned table has no storage to keep: it is made anew with those of the partitions. */
const isInherited = (index: Index, parents: readonly Table[]): boolean => {
  const shape = ({ parts, include, where, unique, method }: Index): string => JSON.stringify([parts, include, where, unique, method])
  return parents.some(parent => parent.indexes.some(other => shape(other) === shape(index)))
}
