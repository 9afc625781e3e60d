import { membersOf, textOf, type Part } from './part.ts'
import { valueOf } from './values.ts'

/** The changes that take one back, as Liquibase itself makes them (`createInverses`). */
type Inverse = (change: Part) => readonly Part[]

const part = (from: Part, name: string, values: Readonly<Record<string, string | undefined>>, more: readonly Part[] = []): Part => ({
  name,
  at: from.at,
  parts: [
    ...Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [{ name: key, value, parts: [], at: from.at }])),
    ...more,
  ],
})

/** A change of another name with some of the attributes of this one. */
const taking =
  (name: string, ...attributes: readonly string[]): Inverse =>
  change => [part(change, name, Object.fromEntries(attributes.map(each => [each, textOf(change, each)])))]

/** The same change with two of its attributes swapped. */
const swapping =
  (first: string, second: string): Inverse =>
  change => [
    {
      ...change,
      parts: change.parts.map(each =>
        each.name === first ? { ...each, name: second } : each.name === second ? { ...each, name: first } : each,
      ),
    },
  ]

const addColumn: Inverse = change => {
  const columns = membersOf(change, 'columns', 'column')
  const [schemaName, tableName] = [textOf(change, 'schemaName'), textOf(change, 'tableName')]
  return [
    ...columns
      .filter(column => valueOf(column, 'defaultValue') !== undefined)
      .map(column => part(change, 'dropDefaultValue', { schemaName, tableName, columnName: textOf(column, 'name') })),
    part(
      change,
      'dropColumn',
      { schemaName, tableName },
      columns.map(column => part(change, 'column', { name: textOf(column, 'name') })),
    ),
  ]
}

const addLookupTable: Inverse = change => [
  part(change, 'dropForeignKeyConstraint', {
    baseTableSchemaName: textOf(change, 'existingTableSchemaName'),
    baseTableName: textOf(change, 'existingTableName'),
    constraintName:
      textOf(change, 'constraintName') ?? `FK_${textOf(change, 'existingTableName')}_${textOf(change, 'newTableName')}`.toUpperCase(),
  }),
  part(change, 'dropTable', { schemaName: textOf(change, 'newTableSchemaName'), tableName: textOf(change, 'newTableName') }),
]

const nothing: Inverse = () => []

const inverses: ReadonlyMap<string, Inverse> = new Map(
  Object.entries<Inverse>({
    addColumn,
    addDefaultValue: taking('dropDefaultValue', 'schemaName', 'tableName', 'columnName'),
    addForeignKeyConstraint: taking('dropForeignKeyConstraint', 'baseTableSchemaName', 'baseTableName', 'constraintName'),
    addLookupTable,
    addNotNullConstraint: taking('dropNotNullConstraint', 'schemaName', 'tableName', 'columnName', 'columnDataType'),
    addPrimaryKey: taking('dropPrimaryKey', 'schemaName', 'tableName', 'constraintName'),
    addUniqueConstraint: change => [
      part(change, 'dropUniqueConstraint', {
        schemaName: textOf(change, 'schemaName'),
        tableName: textOf(change, 'tableName'),
        constraintName: textOf(change, 'constraintName'),
        uniqueColumns: textOf(change, 'columnNames'),
      }),
    ],
    addCheckConstraint: taking('dropCheckConstraint', 'schemaName', 'tableName', 'constraintName'),
    createIndex: taking('dropIndex', 'schemaName', 'tableName', 'indexName', 'associatedWith'),
    createSequence: taking('dropSequence', 'schemaName', 'sequenceName'),
    createTable: taking('dropTable', 'schemaName', 'tableName'),
    createView: taking('dropView', 'schemaName', 'viewName'),
    dropNotNullConstraint: taking('addNotNullConstraint', 'schemaName', 'tableName', 'columnName', 'columnDataType'),
    loadUpdateData: change => [{ ...change, name: 'unloadData' }],
    renameColumn: swapping('oldColumnName', 'newColumnName'),
    renameSequence: swapping('oldSequenceName', 'newSequenceName'),
    renameTable: swapping('oldTableName', 'newTableName'),
    renameView: swapping('oldViewName', 'newViewName'),
    empty: nothing,
    output: nothing,
    tagDatabase: nothing,
  }),
)

/** The changes that take all of these back, last first; nothing where Liquibase knows no way back for one of them. */
export const inverseOf = (changes: readonly Part[]): readonly Part[] | undefined => {
  const known = changes.map(change => inverses.get(change.name)?.(change))
  return known.includes(undefined) ? undefined : known.reverse().flatMap(each => each ?? [])
}
