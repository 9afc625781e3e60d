import { keyOf, type Name } from '../model/name.ts'
import type { Column, ForeignKey, Schema, Table } from '../model/schema.ts'
import type { ColumnType } from '../model/column-type.ts'

/** How SQL names things; an engine has it. */
export interface Quoting {
  readonly quoteName: (name: Name) => string
  readonly quoteIdentifier: (identifier: string) => string
  readonly quoteLiteral: (text: string) => string
}

const day = (row: number): string => `2024-${String((row % 12) + 1).padStart(2, '0')}-${String((row % 28) + 1).padStart(2, '0')}`

/** A value of the type that differs from row to row, as a literal without quotes. */
const textOf = (type: ColumnType, row: number, schema: Schema): string => {
  const cut = (text: string): string => (type.length === undefined ? text : text.slice(-type.length))
  switch (type.kind) {
    case 'smallint':
    case 'integer':
    case 'bigint':
      return String(row + 1)
    case 'numeric':
    case 'money':
      return type.precision === undefined ? `${row + 1}` : String(row % 10 ** Math.min(3, type.precision - (type.scale ?? 0)))
    case 'real':
    case 'double':
      return `${row + 1}.5`
    case 'boolean':
      return row % 2 === 0 ? 'true' : 'false'
    case 'uuid':
      return `00000000-0000-4000-8000-${String(row).padStart(12, '0')}`
    case 'json':
    case 'jsonb':
      return `{"row": ${row}}`
    case 'xml':
      return `<row>${row}</row>`
    case 'bytea':
      return `\\x${String(row).padStart(4, '0')}`
    case 'date':
      return day(row)
    case 'timestamp':
    case 'timestamptz':
      return `${day(row)} 12:00:00`
    case 'time':
    case 'timetz':
      return `12:${String(row % 60).padStart(2, '0')}:00`
    case 'interval':
      return `${row + 1} hours`
    case 'bit':
      return (row % 2).toString().repeat(type.length ?? 1)
    case 'varbit':
      return '1'
    case 'inet':
      return `10.0.0.${row % 250}`
    case 'cidr':
      return `10.${row % 250}.0.0/16`
    case 'macaddr':
      return `08:00:2b:01:02:${(row % 250).toString(16).padStart(2, '0')}`
    case 'hstore':
      return `row=>${row}`
    case 'enum': {
      const values = type.reference === undefined ? [] : (schema.enums.get(keyOf(type.reference))?.values ?? [])
      return values[row % Math.max(1, values.length)] ?? ''
    }
    case 'domain': {
      const domain = type.reference === undefined ? undefined : schema.domains.get(keyOf(type.reference))
      return domain === undefined ? cut(`row ${row}`) : textOf(domain.type, row, schema)
    }
    case 'other':
      return /range/.test(type.native) ? 'empty' : cut(`row ${row}`)
    default:
      return cut(`value ${row}`)
  }
}

const literal = (column: Column, row: number, schema: Schema, { quoteLiteral }: Quoting): string => {
  const text = textOf(column.type, row, schema)
  return quoteLiteral((column.type.dimensions ?? 0) > 0 ? `{${JSON.stringify(text)}}` : text)
}

/** The parent's nth row, so that references hold. */
const reference = (foreignKey: ForeignKey, position: number, row: number, { quoteName, quoteIdentifier }: Quoting): string => {
  const wanted = quoteIdentifier(foreignKey.referencedColumns[position]!)
  const parent = quoteName(foreignKey.references)
  return `(SELECT ${wanted} FROM ${parent} ORDER BY ${wanted} OFFSET ${row} % greatest(1, (SELECT count(*) FROM ${parent})) LIMIT 1)`
}

const valueOf = (table: Table, column: Column, row: number, schema: Schema, quoting: Quoting): string => {
  if (column.nullable && row % 3 === 2) return 'NULL'
  const foreignKey = table.constraints.find((c): c is ForeignKey => c.kind === 'foreign-key' && c.columns.includes(column.name))
  if (foreignKey === undefined) return literal(column, row, schema, quoting)
  return column.nullable && keyOf(foreignKey.references) === keyOf(table.name)
    ? 'NULL'
    : reference(foreignKey, foreignKey.columns.indexOf(column.name), row, quoting)
}

const isWritten = (column: Column): boolean =>
  column.generated === undefined && column.identity === undefined && column.ownedSequence === undefined

/** Referenced tables first; partitions get their rows through their parent. */
const fillingOrder = (schema: Schema): readonly Table[] => {
  const done = new Set<string>()
  const ordered: Table[] = []
  const visit = (table: Table): void => {
    const key = keyOf(table.name)
    if (done.has(key)) return
    done.add(key)
    for (const c of table.constraints) {
      const parent = c.kind === 'foreign-key' ? schema.tables.get(keyOf(c.references)) : undefined
      if (parent !== undefined) visit(parent)
    }
    if (table.partitionOf === undefined) ordered.push(table)
  }
  schema.tables.values().forEach(visit)
  return ordered
}

/**
 * INSERT statements that fill every table with rows that exercise it: distinct values, NULLs where they are allowed,
 * references that hold. Deterministic. A row may still break a check only the application knows how to satisfy;
 * the caller decides what a refused row means.
 * @param rows per table
 */
export const sampleRows = (schema: Schema, rows: number, quoting: Quoting): readonly { readonly table: Name; readonly sql: string }[] =>
  fillingOrder(schema).flatMap(table => {
    const columns = table.columns.filter(isWritten)
    return Array.from({ length: rows }, (_, row) => ({
      table: table.name,
      sql:
        columns.length === 0
          ? `INSERT INTO ${quoting.quoteName(table.name)} DEFAULT VALUES`
          : `INSERT INTO ${quoting.quoteName(table.name)} (${columns.map(c => quoting.quoteIdentifier(c.name)).join(', ')}) VALUES (${columns.map(c => valueOf(table, c, row, schema, quoting)).join(', ')})`,
    }))
  })
