import { Opaque } from '../python/values.ts'
import type { Value } from '../python/values.ts'
import type { ColumnItem, IdentityItem } from './items.ts'
import { quoteIdentifier } from './names.ts'
import { printConstraint, type OfTable } from './print-constraint.ts'
import { literalOf, quoteLiteral, sqlOf, type SqlType } from './sql.ts'
import { typeFrom } from './types.ts'

/** The type of a column; a foreign key without one would take the referenced column's, which Alembic does not know. */
export const typeOfColumn = ({ name, type }: ColumnItem): SqlType => {
  if (type === undefined) throw new Opaque(`has a column ${name} without a type`)
  return typeFrom(type)
}

/** A text is a literal; SQL is what `text()` says. */
export const printDefault = (value: Value): string =>
  typeof value === 'string' ? quoteLiteral(value) : isSqlLiteral(value) ? literalOf(value) : sqlOf(value).print(false)

const isSqlLiteral = (value: Value): boolean => typeof value === 'boolean' || typeof value === 'number'

export const printIdentity = ({ always, options }: IdentityItem): string =>
  `GENERATED ${always ? 'ALWAYS' : 'BY DEFAULT'} AS IDENTITY${options === '' ? '' : ` (${options})`}`

/** Is this the column that SQLAlchemy makes a serial of: the one integer key, which nothing else gives a value? */
export const isSerial = (column: ColumnItem, key: readonly string[]): boolean => {
  if (column.identity !== undefined || !key.includes(column.name)) return false
  if (column.default !== undefined || (column.sequence !== undefined && !column.sequence.optional)) return false
  if (column.autoincrement === true) return typeOfColumn(column).serial !== undefined
  if (key.length !== 1 || (column.autoincrement !== 'auto' && column.autoincrement !== 'ignore_fk')) return false
  return (
    typeOfColumn(column).serial !== undefined &&
    column.serverDefault === undefined &&
    column.computed === undefined &&
    (column.references.length === 0 || column.autoincrement === 'ignore_fk')
  )
}

/** A column as CREATE TABLE and ADD COLUMN have it. `key`: columns of the primary key. */
export const printColumn = (column: ColumnItem, key: readonly string[], of: OfTable): string => {
  const type = typeOfColumn(column)
  const serial = isSerial(column, key)
  const nullable = column.nullable ?? !(column.primaryKey || key.includes(column.name))
  return [
    quoteIdentifier(column.name),
    serial ? type.serial! : type.sql,
    ...(serial || column.serverDefault === undefined ? [] : [`DEFAULT ${printDefault(column.serverDefault)}`]),
    ...(column.computed === undefined
      ? []
      : [`GENERATED ALWAYS AS (${column.computed.sql.print(false)}) ${column.computed.persisted === false ? 'VIRTUAL' : 'STORED'}`]),
    ...(column.identity === undefined ? [] : [printIdentity(column.identity)]),
    ...(column.identity === undefined ? (nullable ? [] : ['NOT NULL']) : column.nullable === true ? ['NULL'] : []),
    ...column.checks.map(check => printConstraint(check, of)),
  ].join(' ')
}
