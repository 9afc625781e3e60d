import { argument } from '../python/arguments.ts'
import { textOf } from '../python/text.ts'
import { Refused, type Given, type Value } from '../python/values.ts'
import { itemOf, type ColumnItem, type ConstraintItem, type IndexItem, type KeyItem } from '../sqlalchemy/items.ts'
import { flag, isConstraint, optionalText } from '../sqlalchemy/make-items.ts'
import { qualifiedName, quoteIdentifier } from '../sqlalchemy/names.ts'
import { printColumn, typeOfColumn } from '../sqlalchemy/print-column.ts'
import { printConstraint, type OfTable } from '../sqlalchemy/print-constraint.ts'
import { printIndex } from '../sqlalchemy/print-index.ts'
import { quoteLiteral, type NamedType } from '../sqlalchemy/sql.ts'
import { columnsSaid, tableThing } from '../sqlalchemy/table-clause.ts'
import { createType, isTypeThere } from './type-operations.ts'
import type { Operation, Output } from './output.ts'

/** The first argument of most operations. */
export const tableSaid = (given: Given, out: Output, name = 'table_name', position = 0): OfTable => {
  const said = argument(given, name, position)
  if (said === undefined) throw new Refused('names no table, which Alembic refuses')
  const schema = optionalText(given, 'schema')
  return { table: textOf(said), ...(schema === undefined ? {} : { schema }), conventions: out.conventions }
}

/** What `unique=True` and `index=True` of a column stand for. */
export const impliedBy = (
  column: ColumnItem,
): { readonly constraints: readonly ConstraintItem[]; readonly indexes: readonly IndexItem[] } => {
  const name = { isFinal: false }
  const none = { concurrently: false, include: [], operatorClasses: new Map<string, string>(), with: [] }
  const part = { print: () => quoteIdentifier(column.name), isAtomic: true, name: column.name }
  const check = column.type === undefined ? undefined : typeOfColumn(column).check
  return {
    constraints: [
      ...(column.unique && !column.index ? [{ kind: 'unique', name, columns: [column.name], include: [] } satisfies KeyItem] : []),
      ...column.references.filter(({ useAlter }) => !useAlter),
      ...(check === undefined
        ? []
        : [
            {
              kind: 'check' as const,
              name: { isFinal: false, ...(check.name === undefined ? {} : { text: check.name }) },
              condition: { print: () => check.condition(quoteIdentifier(column.name)), isAtomic: false },
            },
          ]),
    ],
    indexes: column.index ? [{ kind: 'index', name, parts: [part], unique: column.unique, ...none }] : [],
  }
}

/** Enums of a new table are made before it; those of a new column are not. */
const namedTypes = (columns: readonly ColumnItem[]): readonly NamedType[] => columns.flatMap(column => typeOfColumn(column).named ?? [])

export const createTable: Operation = (given, at, out) => {
  const of = tableSaid(given, out)
  const parts = given.args.slice(1)
  const items = parts.map(itemOf)
  const columns = items.filter((item): item is ColumnItem => item.kind === 'column')
  const said = items.filter(isConstraint)
  const key = said.find((item): item is KeyItem => item.kind === 'primary-key')
  const keyColumns =
    key !== undefined && key.columns.length > 0 ? key.columns : columns.filter(({ primaryKey }) => primaryKey).map(({ name }) => name)
  const implied = columns.map(impliedBy)
  // A constraint of Alembic's flag `_constraints_included` says again what `unique=True` says.
  const constraints = [
    ...said.filter(item => item !== key),
    ...(given.named.get('_constraints_included') === true ? [] : implied.flatMap(each => each.constraints)),
  ]
  const keyItem: KeyItem = { ...(key ?? { kind: 'primary-key', name: { isFinal: false }, include: [] }), columns: keyColumns }
  const lines = [
    ...columns.map(column => printColumn(column, keyColumns, of)),
    ...(keyColumns.length === 0 ? [] : [printConstraint(keyItem, of)]),
    ...constraints.filter(item => item.kind !== 'foreign-key' || !item.useAlter).map(item => printConstraint(item, of)),
  ]
  const prefixes = argument(given, 'prefixes')
  const words = prefixes === undefined ? '' : `${(prefixes as { items?: readonly Value[] }).items?.map(textOf).join(' ') ?? ''} `
  const guard = flag(given, 'if_not_exists') === true ? 'IF NOT EXISTS ' : ''
  const isThere = guard !== '' && out.to.schema().tables.get(keyOfTable(of)) !== undefined
  for (const type of namedTypes(columns)) if (type.createType && !isTypeThere(type, out)) createType(type, at, out)
  out.say(`CREATE ${words}TABLE ${guard}${qualifiedName(of.table, of.schema)} (${lines.join(', ')})${suffix(given)}`, at)
  if (!isThere) {
    const indexes = [...items.filter((item): item is IndexItem => item.kind === 'index'), ...implied.flatMap(each => each.indexes)]
    for (const index of indexes) out.say(printIndex(index, of), at)
    comments(of, optionalText(given, 'comment'), columns, at, out)
  }
  return tableThing({ name: of.table, ...(of.schema === undefined ? {} : { schema: of.schema }), ...columnsSaid(parts) })
}

const keyOfTable = ({ table, schema }: OfTable): string => (schema === undefined || schema === 'public' ? table : `${schema}.${table}`)

/** `PARTITION BY …`, `WITH (…)`, `INHERITS (…)`, `TABLESPACE …` */
const suffix = (given: Given): string => {
  const [partitionBy, inherits, tablespace] = ['postgresql_partition_by', 'postgresql_inherits', 'postgresql_tablespace'].map(name =>
    optionalText(given, name),
  )
  const options = argument(given, 'postgresql_with')
  return [
    ...(inherits === undefined ? [] : [` INHERITS (${inherits})`]),
    ...(partitionBy === undefined ? [] : [` PARTITION BY ${partitionBy}`]),
    ...(options === undefined || options === null
      ? []
      : [
          ` WITH (${[...(options as { entries: Map<string, readonly [Value, Value]> }).entries.values()].map(([key, value]) => `${textOf(key)} = ${textOf(value)}`).join(', ')})`,
        ]),
    ...(tablespace === undefined ? [] : [` TABLESPACE ${quoteIdentifier(tablespace)}`]),
  ].join('')
}

const comments = (
  of: OfTable,
  comment: string | undefined,
  columns: readonly ColumnItem[],
  at: Parameters<Operation>[1],
  out: Output,
): void => {
  const table = qualifiedName(of.table, of.schema)
  if (comment !== undefined) out.say(`COMMENT ON TABLE ${table} IS ${quoteLiteral(comment)}`, at)
  for (const column of columns)
    if (column.comment !== undefined)
      out.say(`COMMENT ON COLUMN ${table}.${quoteIdentifier(column.name)} IS ${quoteLiteral(column.comment)}`, at)
}

export const dropTable: Operation = (given, at, out) => {
  const of = tableSaid(given, out)
  out.say(`DROP TABLE ${flag(given, 'if_exists') === true ? 'IF EXISTS ' : ''}${qualifiedName(of.table, of.schema)}`, at)
  return null
}

export const renameTable: Operation = (given, at, out) => {
  const of = tableSaid(given, out, 'old_table_name')
  const to = textOf(argument(given, 'new_table_name', 1) ?? null)
  out.say(`ALTER TABLE ${qualifiedName(of.table, of.schema)} RENAME TO ${quoteIdentifier(to)}`, at)
  return null
}

export const createTableComment: Operation = (given, at, out) => {
  const of = tableSaid(given, out)
  const comment = argument(given, 'comment', 1) ?? null
  out.say(`COMMENT ON TABLE ${qualifiedName(of.table, of.schema)} IS ${comment === null ? 'NULL' : quoteLiteral(textOf(comment))}`, at)
  return null
}

export const dropTableComment: Operation = (given, at, out) => {
  const of = tableSaid(given, out)
  out.say(`COMMENT ON TABLE ${qualifiedName(of.table, of.schema)} IS NULL`, at)
  return null
}
