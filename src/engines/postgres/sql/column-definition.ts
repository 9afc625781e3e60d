import { keyOf, type Name } from '../../../model/name.ts'
import type { Column, Identity, Schema } from '../../../model/schema.ts'
import type { SqlStatement } from '../../../steps/engine.ts'
import { quoteIdentifier, quoteLiteral, quoteName } from '../quote.ts'
import { commentOn, grantsOn, onRelation, ownerOf } from './grant.ts'
import { enclose, printCollation } from './print.ts'

export const identityClause = ({ generation, options }: Identity): string =>
  `GENERATED ${generation === 'always' ? 'ALWAYS' : 'BY DEFAULT'} AS IDENTITY${options === undefined ? '' : ` (${options})`}`

/** The type with its collation, as ADD COLUMN and ALTER COLUMN TYPE take it. */
export const typeClause = ({ type, collation }: Column): string =>
  `${type.native}${collation === undefined ? '' : ` COLLATE ${printCollation(collation)}`}`

/** A column inside CREATE TABLE or behind ADD COLUMN. */
export const columnDefinition = (column: Column): string =>
  [
    quoteIdentifier(column.name),
    typeClause(column),
    ...(column.default === undefined ? [] : [`DEFAULT ${column.default.sql}`]),
    ...(column.identity === undefined ? [] : [identityClause(column.identity)]),
    // Before 18 STORED is the only kind; from 18 on VIRTUAL is the default.
    ...(column.generated === undefined
      ? []
      : [`GENERATED ALWAYS AS ${enclose(column.generated.expression)}${column.generated.stored ? ' STORED' : ' VIRTUAL'}`]),
    ...(column.nullable || column.identity !== undefined ? [] : ['NOT NULL']),
  ].join(' ')

/** A serial column's sequence, unless a step before has made it. Comes before the column, which draws from it. */
export const sequenceBefore = ({ ownedSequence, type }: Column, before: Schema, owner?: string): readonly SqlStatement[] => {
  if (ownedSequence === undefined || before.sequences.has(keyOf(ownedSequence))) return []
  const width = type.kind === 'smallint' || type.kind === 'integer' ? type.kind : 'bigint'
  return [
    { sql: `CREATE SEQUENCE IF NOT EXISTS ${quoteName(ownedSequence)} AS ${width}` },
    // OWNED BY wants both to have one owner.
    ...ownerOf('SEQUENCE', quoteName(ownedSequence), owner),
  ]
}

/** What a column has beyond its definition, grants excepted; every statement is repeatable. */
export const columnAttributes = (table: Name, column: Column): readonly SqlStatement[] => {
  const alter = (clause: string): SqlStatement => ({
    sql: `ALTER TABLE ${quoteName(table)} ALTER COLUMN ${quoteIdentifier(column.name)} ${clause}`,
  })
  const target = `COLUMN ${quoteName(table)}.${quoteIdentifier(column.name)}`
  return [
    ...(column.ownedSequence === undefined
      ? []
      : [{ sql: `ALTER SEQUENCE ${quoteName(column.ownedSequence)} OWNED BY ${quoteName(table)}.${quoteIdentifier(column.name)}` }]),
    ...(column.statisticsTarget === undefined ? [] : [alter(`SET STATISTICS ${column.statisticsTarget}`)]),
    ...(column.options === undefined ? [] : [alter(`SET (${column.options})`)]),
    ...storageOf(column).map(alter),
    ...commentOn(target, column.comment, quoteLiteral),
  ]
}

export const columnGrants = (table: Name, { name, grants }: Column, owner: string | undefined): readonly SqlStatement[] =>
  grantsOn(onRelation(table, name), grants, owner)

/** A change of type puts these back to the type's own. */
export const storageOf = ({ storage, compression }: Column): readonly string[] => [
  ...(storage === undefined ? [] : [`SET STORAGE ${storage.toUpperCase()}`]),
  ...(compression === undefined ? [] : [`SET COMPRESSION ${compression}`]),
]
