import { keyOf, type Name } from '../../model/name.ts'
import type { Column, Schema, Table } from '../../model/schema.ts'
import { putTable, replaceNamed } from '../../steps/edit.ts'
import { renameColumn } from '../../steps/rename-column.ts'
import { columnsOfIndex, columnsUnderConstraint } from '../../steps/dependents.ts'
import type { Evolution } from './evolution.ts'
import { wordSemantics } from './word-semantics.ts'

export const inTable = (schema: Schema, name: Name, edit: (table: Table) => Table): Schema => {
  const table = schema.tables.get(keyOf(name))
  return table === undefined ? schema : putTable(schema, edit(table))
}

const inColumn = (schema: Schema, table: Name, column: string, edit: (column: Column) => Column): Schema =>
  inTable(schema, table, t => ({ ...t, columns: replaceNamed(t.columns, column, edit) }))

const options = { statistics: 'statisticsTarget', storage: 'storage', compression: 'compression' } as const

export const columns: Pick<
  Evolution,
  | 'add-column'
  | 'drop-column'
  | 'rename-column'
  | 'change-type'
  | 'set-default'
  | 'make-required'
  | 'make-optional'
  | 'set-identity'
  | 'set-generated'
  | 'set-collation'
  | 'set-column-comment'
  | 'set-column-option'
  | 'backfill'
> = {
  'add-column': (schema, { table, column, constraints = [] }) =>
    inTable(schema, table, t => ({ ...t, columns: [...t.columns, column], constraints: [...t.constraints, ...constraints] })),
  'drop-column': (schema, { table, column }) =>
    inTable(schema, table, t => ({
      ...t,
      columns: t.columns.filter(c => c.name !== column.name),
      constraints: t.constraints.filter(c => !columnsUnderConstraint(c, wordSemantics).includes(column.name)),
      indexes: t.indexes.filter(i => !columnsOfIndex(i, wordSemantics).includes(column.name)),
      ...(t.extendedStatistics && { extendedStatistics: t.extendedStatistics.filter(s => !s.columns.includes(column.name)) }),
    })),
  'rename-column': (schema, { table, from, to }) =>
    renameColumn.apply({ kind: 'rename-column', table, from: from.name, to }, schema, wordSemantics),
  'change-type': (schema, { table, from, to }) => inColumn(schema, table, from.name, c => ({ ...c, type: to })),
  'set-default': (schema, { table, column, to }) => inColumn(schema, table, column.name, c => withOr(c, 'default', to)),
  'make-required': (schema, { table, column }) => inColumn(schema, table, column.name, c => ({ ...c, nullable: false })),
  'make-optional': (schema, { table, column }) => inColumn(schema, table, column.name, c => ({ ...c, nullable: true })),
  'set-identity': (schema, { table, column, to }) =>
    inColumn(schema, table, column.name, c => withOr(to === undefined ? c : { ...c, nullable: false }, 'identity', to)),
  'set-generated': (schema, { table, column, to }) => inColumn(schema, table, column.name, c => withOr(c, 'generated', to)),
  'set-collation': (schema, { table, column, to }) => inColumn(schema, table, column.name, c => withOr(c, 'collation', to)),
  'set-column-comment': (schema, { table, column, to }) => inColumn(schema, table, column.name, c => withOr(c, 'comment', to)),
  'set-column-option': (schema, { table, column, option, to }) =>
    inColumn(schema, table, column.name, c => withOr(c, options[option], option === 'statistics' && to !== undefined ? Number(to) : to)),
  backfill: schema => schema,
}

/** The object with the property, or without it when there is nothing to say. */
export const withOr = <T extends object>(object: T, property: keyof T, value: unknown): T => {
  const { [property]: _old, ...rest } = object
  return (value === undefined ? rest : { ...rest, [property]: value }) as T
}
