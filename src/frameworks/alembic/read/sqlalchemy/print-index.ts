import { chooseName } from './naming.ts'
import type { IndexItem } from './items.ts'
import { qualifiedName, quoteIdentifier } from './names.ts'
import type { OfTable } from './print-constraint.ts'
import { enclosed, type Sql } from './sql.ts'

/** CREATE INDEX as SQLAlchemy says it. */
export const printIndex = (item: IndexItem, of: OfTable, ifNotExists = false): string => {
  const columns = item.parts.flatMap(({ name }) => name ?? [])
  const name = chooseName(item.name, 'ix', { ...of, columns, unique: item.unique }, of.conventions)
  const options = [
    ...(item.include.length === 0 ? [] : [`INCLUDE (${item.include.map(quoteIdentifier).join(', ')})`]),
    ...(item.nullsNotDistinct === undefined ? [] : [`NULLS ${item.nullsNotDistinct ? 'NOT ' : ''}DISTINCT`]),
    ...(item.with.length === 0
      ? []
      : [`WITH (${item.with.map(([key, value]) => (value === undefined ? key : `${key} = ${value}`)).join(', ')})`]),
    ...(item.tablespace === undefined ? [] : [`TABLESPACE ${quoteIdentifier(item.tablespace)}`]),
    ...(item.where === undefined ? [] : [`WHERE ${item.where.print(false)}`]),
  ]
  const words = [
    'CREATE',
    ...(item.unique ? ['UNIQUE'] : []),
    'INDEX',
    ...(item.concurrently ? ['CONCURRENTLY'] : []),
    ...(ifNotExists ? ['IF NOT EXISTS'] : []),
  ]
  const using = item.using === undefined ? '' : `USING ${item.using.toLowerCase()} `
  const parts = item.parts.map(part => printPart(part, item)).join(', ')
  return [
    `${words.join(' ')} ${name === undefined ? '' : `${quoteIdentifier(name)} `}ON ${qualifiedName(of.table, of.schema)} ${using}(${parts})`,
    ...options,
  ].join(' ')
}

const printPart = (part: Sql, { operatorClasses }: IndexItem): string => {
  const operatorClass = part.name === undefined ? undefined : operatorClasses.get(part.name)
  // `text('lower(name)')` is written as it is; what was composed stands in parentheses.
  const text = part.text === undefined ? enclosed(part, false) : part.print(false)
  return `${text}${operatorClass === undefined ? '' : ` ${operatorClass}`}`
}
