import type { Constraint } from '../../../../model/schema.ts'
import { keyOfTable, opaque, sql, tableOf, type Change, type Context } from '../change.ts'
import { flagOf, membersOf, textOf, type Part } from '../part.ts'

const addConstraint = (change: Part, context: Context, definition: string): string => {
  const name = textOf(change, 'constraintName')
  return `ALTER TABLE ${tableOf(change, context)} ADD ${name === undefined ? '' : `CONSTRAINT ${context.names.one(name)} `}${definition}`
}

const deferral = (change: Part): string =>
  `${flagOf(change, 'deferrable') === true ? ' DEFERRABLE' : ''}${flagOf(change, 'initiallyDeferred') === true ? ' INITIALLY DEFERRED' : ''}`

const tablespaceOf = (change: Part): string => {
  const tablespace = textOf(change, 'tablespace')
  return tablespace === undefined ? '' : ` USING INDEX TABLESPACE ${tablespace}`
}

const addForeignKeyConstraint: Change = (change, context) => {
  const { names } = context
  const name = textOf(change, 'constraintName')
  const [onUpdate, onDelete] = [
    textOf(change, 'onUpdate'),
    textOf(change, 'onDelete') ?? (flagOf(change, 'deleteCascade') === true ? 'CASCADE' : undefined),
  ]
  return sql(
    [
      `ALTER TABLE ${tableOf(change, context, 'baseTableName', 'baseTableSchemaName')} ADD`,
      ...(name === undefined ? [] : [`CONSTRAINT ${names.one(name)}`]),
      `FOREIGN KEY (${names.list(textOf(change, 'baseColumnNames') ?? '')})`,
      `REFERENCES ${tableOf(change, context, 'referencedTableName', 'referencedTableSchemaName')} (${names.list(textOf(change, 'referencedColumnNames') ?? '')})`,
      ...(onUpdate === undefined ? [] : [`ON UPDATE ${onUpdate}`]),
      ...(onDelete === undefined ? [] : [`ON DELETE ${onDelete}`]),
    ].join(' ') +
      deferral(change) +
      (flagOf(change, 'validate') === false ? ' NOT VALID' : ''),
  )
}

/** The constraint of a table, where the change does not name it. */
const found = (change: Part, context: Context, matches: (constraint: Constraint) => boolean): string | undefined =>
  context.schema().tables.get(keyOfTable(change, context))?.constraints.find(matches)?.name

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** Without a name it looks the key up; what the history does not know has the name that PostgreSQL gives. */
const dropPrimaryKey: Change = (change, context) => {
  const name = textOf(change, 'constraintName')
  const printed =
    name === undefined
      ? quoted(
          found(change, context, ({ kind }) => kind === 'primary-key') ??
            `${context.names.inCatalog(textOf(change, 'tableName') ?? '')}_pkey`,
        )
      : context.names.one(name)
  return sql(`ALTER TABLE ${tableOf(change, context)} DROP CONSTRAINT ${printed}`)
}

const dropUniqueConstraint: Change = (change, context) => {
  const { names } = context
  const name = textOf(change, 'constraintName')
  if (name !== undefined) return sql(`ALTER TABLE ${tableOf(change, context)} DROP CONSTRAINT ${names.one(name)}`)
  const columns = (textOf(change, 'uniqueColumns') ?? '').split(',').map(column => names.inCatalog(column.trim()))
  const known = found(change, context, each => each.kind === 'unique' && each.columns.join() === columns.join())
  context.tell(
    'fails-in-liquibase',
    'Liquibase cannot drop a unique constraint that has no name in the changelog: the statement it sends fails.',
  )
  return known === undefined
    ? opaque('drops a unique constraint without its name', keyOfTable(change, context))
    : sql(`ALTER TABLE ${tableOf(change, context)} DROP CONSTRAINT ${quoted(known)}`)
}

const dropNamed =
  (table = 'tableName', schema = 'schemaName'): Change =>
  (change, context) =>
    sql(
      `ALTER TABLE ${tableOf(change, context, table, schema)} DROP CONSTRAINT ${context.names.one(textOf(change, 'constraintName') ?? '')}`,
    )

/** Those the table has when it runs. */
const dropAllForeignKeys: Change = (change, context) => {
  const table = context.schema().tables.get(keyOfTable(change, context, 'baseTableName', 'baseTableSchemaName'))
  const on = tableOf(change, context, 'baseTableName', 'baseTableSchemaName')
  if (table === undefined)
    return opaque(
      'drops all foreign keys of a table that is not known',
      keyOfTable(change, context, 'baseTableName', 'baseTableSchemaName'),
    )
  return sql(
    ...table.constraints
      .filter(({ kind }) => kind === 'foreign-key')
      .map(({ name }) => `ALTER TABLE ${on} DROP CONSTRAINT ${quoted(name)}`),
  )
}

/** Liquibase takes the index for the one behind a constraint, or for one that a foreign key brings elsewhere. */
const isAssociated = (change: Part): boolean =>
  (textOf(change, 'associatedWith') ?? '').split(',').some(each => ['primaryKey', 'uniqueConstraint', 'foreignKey'].includes(each.trim()))

const createIndex: Change = (change, context) => {
  const { names } = context
  if (isAssociated(change)) {
    context.tell('ignored-by-liquibase', 'Liquibase makes no index that is associated with a constraint: the change does nothing.')
    return []
  }
  const columns = membersOf(change, 'columns', 'column').map(part => {
    const name = textOf(part, 'name') ?? ''
    const computed = flagOf(part, 'computed')
    const printed = computed === undefined ? names.columnOrExpression(name) : computed ? name : names.one(name)
    return `${printed}${flagOf(part, 'descending') === true ? ' DESC' : ''}`
  })
  const name = textOf(change, 'indexName')
  const method = textOf(change, 'using')
  const tablespace = textOf(change, 'tablespace')
  const table = tableOf(change, context)
  return sql(
    [
      `CREATE ${flagOf(change, 'unique') === true ? 'UNIQUE ' : ''}INDEX`,
      ...(name === undefined ? [] : [names.one(name)]),
      `ON ${table}${method === undefined ? '' : ` USING ${method}`}(${columns.join(', ')})`,
      ...(tablespace === undefined ? [] : [`TABLESPACE ${tablespace}`]),
    ].join(' '),
    ...(flagOf(change, 'clustered') === true && name !== undefined ? [`CLUSTER ${table} USING ${names.one(name)}`] : []),
  )
}

const dropIndex: Change = (change, { names }) =>
  isAssociated(change) ? [] : sql(`DROP INDEX ${names.within(textOf(change, 'schemaName'), textOf(change, 'indexName') ?? '')}`)

export const constraintChanges: Readonly<Record<string, Change>> = {
  addForeignKeyConstraint,
  dropForeignKeyConstraint: dropNamed('baseTableName', 'baseTableSchemaName'),
  dropAllForeignKeyConstraints: dropAllForeignKeys,
  addPrimaryKey: (change, context) => {
    const name = textOf(change, 'constraintName')
    const key = addConstraint(
      change,
      context,
      `PRIMARY KEY (${context.names.list(textOf(change, 'columnNames') ?? '')})${tablespaceOf(change)}`,
    )
    const isClustered = flagOf(change, 'clustered') === true && name !== undefined
    return sql(key, ...(isClustered ? [`CLUSTER ${tableOf(change, context)} USING ${context.names.one(name)}`] : []))
  },
  dropPrimaryKey,
  addUniqueConstraint: (change, context) => {
    const columns = `UNIQUE (${context.names.list(textOf(change, 'columnNames') ?? '')})`
    return sql(addConstraint(change, context, `${columns}${tablespaceOf(change)}${deferral(change)}`))
  },
  dropUniqueConstraint,
  // The commercial edition's.
  addCheckConstraint: (change, context) => {
    const body = textOf(change, 'constraintBody') ?? ''
    return sql(addConstraint(change, context, `CHECK (${body})${flagOf(change, 'validate') === false ? ' NOT VALID' : ''}`))
  },
  dropCheckConstraint: dropNamed(),
  createIndex,
  dropIndex,
}
