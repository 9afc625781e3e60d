import type { Column, Table } from '../../../../model/schema.ts'
import { Opaque } from '../php/frame.ts'
import { toText } from '../php/operators.ts'
import { isTruthy } from '../php/value.ts'
import { RawSql, type Fluent } from './fluent.ts'
import type { Drawn } from './drawn.ts'
import { wrap, wrapTable } from './wrap.ts'

/*
 * Up to 10, change() and renameColumn() compare the table as doctrine/dbal reads it with the table as it should be, and
 * send what differs, each difference in a statement of its own. What is unsaid stays as it is.
 */

/** Doctrine's declaration of the type; only `decimal`, texts and times have more than a name. */
const declarations: Readonly<Record<string, (column: Fluent) => string>> = {
  string: column => `VARCHAR(${toText(column.get('length') ?? 255)})`,
  char: column => `CHAR(${toText(column.get('length') ?? 255)})`,
  text: () => 'TEXT',
  tinytext: () => 'TEXT',
  mediumtext: () => 'TEXT',
  longtext: () => 'TEXT',
  integer: () => 'INT',
  biginteger: () => 'BIGINT',
  smallinteger: () => 'SMALLINT',
  boolean: () => 'BOOLEAN',
  decimal: column => `NUMERIC(${toText(column.get('total') ?? 10)}, ${toText(column.get('places') ?? 0)})`,
  float: () => 'DOUBLE PRECISION',
  double: () => 'DOUBLE PRECISION',
  date: () => 'DATE',
  datetime: () => 'TIMESTAMP(0) WITHOUT TIME ZONE',
  datetimetz: () => 'TIMESTAMP(0) WITH TIME ZONE',
  time: () => 'TIME(0) WITHOUT TIME ZONE',
  json: () => 'JSON',
  binary: () => 'BYTEA',
  uuid: () => 'UUID',
}

/** What Doctrine takes the column's type for when it reads it, to be compared. */
const readAs = ({ type: { kind, length, precision, scale } }: Column): string => {
  switch (kind) {
    case 'varchar':
      return `VARCHAR(${length ?? 255})`
    case 'char':
      return `CHAR(${length ?? 255})`
    case 'integer':
      return 'INT'
    case 'numeric':
      return `NUMERIC(${precision ?? 10}, ${scale ?? 0})`
    case 'double':
    case 'real':
      return 'DOUBLE PRECISION'
    case 'timestamp':
      return 'TIMESTAMP(0) WITHOUT TIME ZONE'
    case 'timestamptz':
      return 'TIMESTAMP(0) WITH TIME ZONE'
    case 'time':
      return 'TIME(0) WITHOUT TIME ZONE'
    default:
      return kind.toUpperCase()
  }
}

const declared = (column: Fluent): string => {
  const type = toText(column.get('type'))
  const declare = declarations[type.toLowerCase()]
  if (declare === undefined) throw new Opaque(`changes a column to the type ${type} by way of doctrine/dbal, which has none of that name`)
  return declare(column)
}

/** A default as Doctrine reads it from the catalog: without its cast and quotes. */
const plainDefault = (sql: string | undefined): string | undefined => {
  const text = sql?.replace(/::[\w\s"]+(\(\d+\))?$/, '')
  const quoted = /^'(.*)'$/s.exec(text ?? '')
  return quoted === null ? text : quoted[1]!.replaceAll("''", "'")
}

export const throughDoctrine = (columns: readonly Fluent[], drawn: Drawn): readonly string[] => {
  const there = drawn.there()
  return columns.flatMap(column => changeOf(column, there, drawn))
}

const changeOf = (column: Fluent, there: Table | undefined, { table, settings }: Drawn): readonly string[] => {
  const name = toText(column.get('name'))
  const current = there?.columns.find(each => each.name === name)
  const on = `ALTER TABLE ${wrapTable(table, settings)} ALTER ${wrap(name)}`
  const to = declared(column)
  const isNumber = current?.default !== undefined && current.default.sql.startsWith('nextval(')
  const isSerial = isTruthy(column.get('autoIncrement'))
  const statements: string[] = []
  if (current === undefined || readAs(current) !== to) statements.push(`${on} TYPE ${to}`)
  if (column.has('default') || (isNumber && !isSerial)) {
    const value = column.get('default')
    const wanted =
      value === null ? undefined : value instanceof RawSql ? value.sql : value === true ? 'true' : value === false ? 'false' : toText(value)
    if (wanted !== plainDefault(current?.default?.sql))
      statements.push(
        wanted === undefined
          ? `${on} DROP DEFAULT`
          : `${on} SET DEFAULT ${value instanceof RawSql || typeof value === 'boolean' ? wanted : `'${wanted.replaceAll("'", "''")}'`}`,
      )
  }
  if (column.has('nullable')) {
    const isNullable = isTruthy(column.get('nullable'))
    if (current?.nullable !== isNullable) statements.push(`${on} ${isNullable ? 'DROP' : 'SET'} NOT NULL`)
  }
  if (column.has('comment') && (current?.comment ?? null) !== column.get('comment'))
    statements.push(
      `COMMENT ON COLUMN ${wrapTable(table, settings)}.${wrap(name)} IS '${toText(column.get('comment')).replaceAll("'", "''")}'`,
    )
  return statements
}

/** Doctrine writes the column's whole definition anew, which is the same but for the name. */
export const renamedThroughDoctrine = (fluent: Fluent, { table, settings }: Drawn): readonly string[] => [
  `ALTER TABLE ${wrapTable(table, settings)} RENAME COLUMN ${wrap(fluent.get('from'))} TO ${wrap(fluent.get('to'))}`,
]
