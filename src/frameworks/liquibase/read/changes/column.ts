import { comment, keyOfTable, opaque, sql, tableOf, type Change, type Context } from '../change.ts'
import { flagOf, membersOf, textOf } from '../part.ts'
import { printType } from '../types.ts'
import { defaultSql, valueOf, valueSql } from '../values.ts'
import { columnsIn, identityOf, isRequired, referenceOf, remarksOf, tellIgnored, type ColumnSaid } from './table.ts'

const addedColumn = (table: string, { name, part, constraints, type }: ColumnSaid, { names }: Context): readonly string[] => {
  const value = valueOf(part, 'defaultValue')
  const isFilled = valueOf(part, 'value') !== undefined
  const isKey = constraints !== undefined && flagOf(constraints, 'primaryKey') === true
  const notNullName = constraints === undefined ? undefined : textOf(constraints, 'notNullConstraintName')
  const add = [
    `ALTER TABLE ${table} ADD ${names.one(name)}`,
    ...(type === undefined ? [] : [type.sql]),
    ...(flagOf(part, 'autoIncrement') === true ? [identityOf(part)] : []),
    ...(value === undefined ? [] : [`DEFAULT ${defaultSql(value, type, names)}`]),
    ...(isRequired(constraints) && !(isFilled && !isKey)
      ? [...(notNullName === undefined ? [] : [`CONSTRAINT ${names.one(notNullName)}`]), 'NOT NULL']
      : []),
    ...(isKey ? ['PRIMARY KEY'] : []),
  ].join(' ')
  const unique =
    constraints !== undefined && flagOf(constraints, 'unique') === true
      ? [uniqueKey(table, textOf(constraints, 'uniqueConstraintName'), names.one(name), names)]
      : []
  return [add, ...unique, ...addedReference(table, name, constraints, names)]
}

const uniqueKey = (table: string, constraint: string | undefined, columns: string, names: Context['names']): string =>
  `ALTER TABLE ${table} ADD ${constraint === undefined ? '' : `CONSTRAINT ${names.one(constraint)} `}UNIQUE (${columns})`

const addedReference = (
  table: string,
  column: string,
  constraints: ColumnSaid['constraints'],
  names: Context['names'],
): readonly string[] => {
  const reference = referenceOf(constraints)
  if (reference === undefined || constraints === undefined) return []
  const [, tableSaid, columnSaid] = /^([\w.]+)\s*\(\s*(\w+)\s*\)$/.exec(reference.trim()) ?? []
  const target = tableSaid ?? textOf(constraints, 'referencedTableName') ?? ''
  const dot = target.indexOf('.')
  const within = dot > 0 ? names.within(target.slice(0, dot), target.slice(dot + 1)) : names.one(target)
  const key = textOf(constraints, 'foreignKeyName')
  return [
    [
      `ALTER TABLE ${table} ADD`,
      ...(key === undefined ? [] : [`CONSTRAINT ${names.one(key)}`]),
      `FOREIGN KEY (${names.one(column)}) REFERENCES ${within} (${names.list(columnSaid ?? textOf(constraints, 'referencedColumnNames') ?? '')})`,
      ...(flagOf(constraints, 'deleteCascade') === true ? ['ON DELETE CASCADE'] : []),
      ...(flagOf(constraints, 'validateForeignKey') === false ? ['NOT VALID'] : []),
    ].join(' '),
  ]
}

/** Each column by a statement of its own; values after all of them, and only then what they make possible. */
export const addColumn: Change = (change, context) => {
  const { names } = context
  const table = tableOf(change, context)
  const columns = columnsIn(change)
  tellIgnored(columns, context)
  const filled = columns.filter(({ part }) => valueOf(part, 'value') !== undefined)
  return sql(
    // All ALTERs stand before the unique and foreign keys of the same change.
    ...columns.flatMap(column => addedColumn(table, column, context)),
    ...filled.map(({ name, part }) => `UPDATE ${table} SET ${names.one(name)} = ${valueSql(valueOf(part, 'value'), names)}`),
    ...filled
      .filter(({ constraints }) => constraints !== undefined && flagOf(constraints, 'nullable') === false)
      .map(({ name }) => `ALTER TABLE ${table} ALTER COLUMN ${names.one(name)} SET NOT NULL`),
    ...remarksOf(columns, table, context),
  )
}

const alterColumn =
  (action: (column: string, change: Parameters<Change>[0], context: Context) => string): Change =>
  (change, context) => {
    const column = context.names.one(textOf(change, 'columnName') ?? '')
    return sql(`ALTER TABLE ${tableOf(change, context)} ALTER COLUMN ${column} ${action(column, change, context)}`)
  }

/** Fills what is NULL first, where a value for it is said. */
const addNotNullConstraint: Change = (change, context) => {
  const { names } = context
  const column = names.one(textOf(change, 'columnName') ?? '')
  const value = textOf(change, 'defaultNullValue')
  const type = textOf(change, 'columnDataType')
  const table = tableOf(change, context)
  const isBit = type !== undefined && /bit/i.test(type)
  const filled =
    value === undefined || /^null$/i.test(value)
      ? undefined
      : isBit
        ? `B'${/^(?:true|t|1|yes|on)$/i.test(value) ? 1 : 0}'`
        : type !== undefined && printType(type).family === 'boolean'
          ? comment(defaultSql({ kind: 'text', text: value }, printType(type), names))
          : valueSql({ kind: 'text', text: value }, names)
  return sql(
    ...(filled === undefined ? [] : [`UPDATE ${table} SET ${column} = ${filled} WHERE ${column} IS NULL`]),
    `ALTER TABLE ${table} ALTER COLUMN ${column} SET NOT NULL`,
  )
}

const addDefaultValue: Change = (change, context) => {
  const { names } = context
  const value = valueOf(change, 'defaultValue')
  const table = tableOf(change, context)
  const column = names.one(textOf(change, 'columnName') ?? '')
  if (value === undefined) return opaque('sets a default without a value')
  const set = `ALTER TABLE ${table} ALTER COLUMN ${column} SET DEFAULT ${valueSql(value, names)}`
  if (value.kind !== 'sequence') return sql(set)
  const [schema, name] = value.sequence.includes('.') ? value.sequence.split('.') : [undefined, value.sequence]
  return sql(set, `ALTER SEQUENCE ${names.within(schema, name!)} OWNED BY ${table}.${column}`)
}

const modifyDataType: Change = (change, context) => {
  const { names } = context
  const column = names.one(textOf(change, 'columnName') ?? '')
  const type = printType(textOf(change, 'newDataType') ?? '').sql
  return sql(`ALTER TABLE ${tableOf(change, context)} ALTER COLUMN ${column} TYPE ${type} USING (${column}::${type})`)
}

/** Version 1 had it; later ones have `modifyDataType`. */
const modifyColumn: Change = (change, context) =>
  sql(
    ...columnsIn(change).flatMap(({ name, type }) =>
      type === undefined ? [] : [`ALTER TABLE ${tableOf(change, context)} ALTER COLUMN ${context.names.one(name)} TYPE ${type.sql}`],
    ),
  )

const dropColumn: Change = (change, context) => {
  const listed = membersOf(change, 'columns', 'column').flatMap(part => textOf(part, 'name') ?? [])
  const columns = listed.length > 0 ? listed : [textOf(change, 'columnName') ?? '']
  return sql(...columns.map(column => `ALTER TABLE ${tableOf(change, context)} DROP COLUMN ${context.names.one(column)}`))
}

const renameColumn: Change = (change, context) => {
  const { names } = context
  const [from, to] = [textOf(change, 'oldColumnName') ?? '', textOf(change, 'newColumnName') ?? '']
  return sql(`ALTER TABLE ${tableOf(change, context)} RENAME COLUMN ${names.one(from)} TO ${names.one(to)}`)
}

/** Adds the new column, fills it from the two, drops them. */
const mergeColumns: Change = (change, context) => {
  const { names } = context
  const table = tableOf(change, context)
  const [first, second, merged] = ['column1Name', 'column2Name', 'finalColumnName'].map(name => names.one(textOf(change, name) ?? '')) as [
    string,
    string,
    string,
  ]
  return sql(
    `ALTER TABLE ${table} ADD ${merged} ${printType(textOf(change, 'finalColumnType') ?? '').sql}`,
    `UPDATE ${table} SET ${merged} = ${first} || '${textOf(change, 'joinString') ?? ''}' || ${second}`,
    `ALTER TABLE ${table} DROP COLUMN ${first}`,
    `ALTER TABLE ${table} DROP COLUMN ${second}`,
  )
}

/** On PostgreSQL a sequence of its own, as `serial` would bring it. */
const addAutoIncrement: Change = (change, context) => {
  const { names } = context
  const [table, column] = [textOf(change, 'tableName') ?? '', textOf(change, 'columnName') ?? '']
  const schema = textOf(change, 'schemaName')
  const sequence = names.within(schema, `${table}_${column}_seq`.toLowerCase())
  const [start, increment] = [textOf(change, 'startWith'), textOf(change, 'incrementBy')]
  const on = tableOf(change, context)
  return sql(
    `CREATE SEQUENCE IF NOT EXISTS ${sequence}${start === undefined ? '' : ` START WITH ${start}`}${increment === undefined ? '' : ` INCREMENT BY ${increment}`}`,
    `ALTER TABLE ${on} ALTER COLUMN ${names.one(column)} SET NOT NULL`,
    `ALTER TABLE ${on} ALTER COLUMN ${names.one(column)} SET DEFAULT nextval('${sequence}')`,
    `ALTER SEQUENCE ${sequence} OWNED BY ${on}.${names.one(column)}`,
  )
}

/** A table of the distinct values of a column, which then refers to it. */
const addLookupTable: Change = (change, context) => {
  const { names } = context
  const lookup = tableOf(change, context, 'newTableName', 'newTableSchemaName')
  const existing = tableOf(change, context, 'existingTableName', 'existingTableSchemaName')
  const [from, to] = [names.one(textOf(change, 'existingColumnName') ?? ''), names.one(textOf(change, 'newColumnName') ?? '')]
  const key =
    textOf(change, 'constraintName') ?? `FK_${textOf(change, 'existingTableName')}_${textOf(change, 'newTableName')}`.toUpperCase()
  if (keyOfTable(change, context, 'newTableName', 'newTableSchemaName') === '') return opaque('names no table')
  return sql(
    `CREATE TABLE ${lookup} AS SELECT DISTINCT ${from} AS ${to} FROM ${existing} WHERE ${from} IS NOT NULL`,
    `ALTER TABLE ${lookup} ALTER COLUMN ${to} SET NOT NULL`,
    `ALTER TABLE ${lookup} ADD PRIMARY KEY (${to})`,
    `ALTER TABLE ${existing} ADD CONSTRAINT ${names.one(key)} FOREIGN KEY (${from}) REFERENCES ${lookup} (${to})`,
  )
}

export const columnChanges: Readonly<Record<string, Change>> = {
  addColumn,
  dropColumn,
  renameColumn,
  modifyDataType,
  modifyColumn,
  addNotNullConstraint,
  dropNotNullConstraint: alterColumn(() => 'DROP NOT NULL'),
  addDefaultValue,
  dropDefaultValue: alterColumn(() => 'DROP DEFAULT'),
  addAutoIncrement,
  mergeColumns,
  addLookupTable,
}
