import type { TableLikeClause } from 'libpg-query'
import { keyOf } from '../../../model/name.ts'
import type { Column, Constraint, Index, Table } from '../../../model/schema.ts'
import { freeName } from './free-name.ts'
import { indexColumnNames } from './index-names.ts'
import { relationName, tableNamed, type Reading } from './names.ts'
import { NoStep } from './no-step.ts'

/** `CREATE_TABLE_LIKE_…` of parsenodes.h. */
const bits = {
  comments: 1,
  compression: 2,
  constraints: 4,
  defaults: 8,
  generated: 16,
  identity: 32,
  indexes: 64,
  statistics: 128,
  storage: 256,
}

const columnLike = (column: Column, includes: (what: keyof typeof bits) => boolean): Column => {
  const { name, type, nullable, collation } = column
  return {
    name,
    type,
    nullable,
    ...(collation === undefined ? {} : { collation }),
    ...(includes('defaults') && column.default !== undefined ? { default: column.default } : {}),
    ...(includes('generated') && column.generated !== undefined ? { generated: column.generated } : {}),
    ...(includes('identity') && column.identity !== undefined ? { identity: { generation: column.identity.generation } } : {}),
    ...(includes('comments') && column.comment !== undefined ? { comment: column.comment } : {}),
    ...(includes('storage') && column.storage !== undefined ? { storage: column.storage } : {}),
    ...(includes('compression') && column.compression !== undefined ? { compression: column.compression } : {}),
  }
}

/** LIKE: the columns of another table, and what of it INCLUDING asks for under the names the server gives. */
export const copiedFrom = (reading: Reading, table: Table, { relation = {}, options = 0 }: TableLikeClause): Table => {
  const name = relationName(reading, relation)
  const other = tableNamed(reading, name)
  if (other === undefined) throw new NoStep(`makes a table like ${keyOf(name)}, which is not known`, [keyOf(table.name)])
  const includes = (what: keyof typeof bits): boolean => (options & bits[what]) !== 0
  if (includes('statistics') && (other.extendedStatistics?.length ?? 0) > 0)
    throw new NoStep('copies extended statistics', [keyOf(table.name)])

  const taken: string[] = []
  const free = (columns: readonly string[], label: 'pkey' | 'key' | 'excl' | 'idx'): string => {
    const chosen = freeName(reading.schema, table.name, columns, label, taken)
    taken.push(chosen)
    return chosen
  }
  const constraints = other.constraints.flatMap((constraint): Constraint[] => {
    const { inherited: _, ...own } = constraint
    if (own.kind === 'check' || own.kind === 'not-null') return own.kind === 'not-null' || includes('constraints') ? [own] : []
    if (own.kind === 'foreign-key' || !includes('indexes')) return []
    if (own.kind === 'primary-key') return [{ ...own, name: free([], 'pkey') }]
    if (own.kind === 'unique') return [{ ...own, name: free([...own.columns, ...(own.include ?? [])], 'key') }]
    return [{ ...own, name: free(own.columns, 'excl') }]
  })
  const indexes = includes('indexes')
    ? other.indexes.map(({ inherited: _, ...index }): Index => ({ ...index, name: free(indexColumnNames(index), 'idx') }))
    : []
  return {
    ...table,
    columns: [...table.columns, ...other.columns.map(column => columnLike(column, includes))],
    constraints: [...table.constraints, ...constraints],
    indexes: [...table.indexes, ...indexes],
  }
}
