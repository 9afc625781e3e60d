import type { Table } from '../../../../model/schema.ts'
import { PhpArray, type Value } from '../php/frame.ts'
import { indexesOf } from './catalog.ts'
import type { Context } from './context.ts'

type Row = Readonly<Record<string, Value>>

const schemaOf = ({ name }: Table): string => name.schema ?? 'public'

/** The catalog's own views that migrations ask, as rows of the schema as it stands. */
const views: Readonly<Record<string, (tables: readonly Table[]) => readonly Row[]>> = {
  pg_indexes: tables =>
    tables.flatMap(table =>
      indexesOf(table).map(({ name }) => ({ schemaname: schemaOf(table), tablename: table.name.name, indexname: name })),
    ),
  pg_tables: tables => tables.map(table => ({ schemaname: schemaOf(table), tablename: table.name.name })),
  'information_schema.tables': tables =>
    tables.map(table => ({ table_schema: schemaOf(table), table_name: table.name.name, table_type: 'BASE TABLE' })),
  'information_schema.columns': tables =>
    tables.flatMap(table =>
      table.columns.map(({ name, type, nullable, default: value }) => ({
        table_schema: schemaOf(table),
        table_name: table.name.name,
        column_name: name,
        data_type: type.native.replace(/\(.*?\)/, ''),
        is_nullable: nullable ? 'YES' : 'NO',
        column_default: value?.sql ?? null,
      })),
    ),
  'information_schema.table_constraints': tables =>
    tables.flatMap(table =>
      table.constraints.map(({ name, kind }) => ({
        table_schema: schemaOf(table),
        table_name: table.name.name,
        constraint_name: name,
        constraint_type: kind.replace('-', ' ').toUpperCase(),
      })),
    ),
  pg_constraint: tables => tables.flatMap(table => table.constraints.map(({ name }) => ({ conname: name, conrelid: table.name.name }))),
}

const question = /^\s*select\s+(.+?)\s+from\s+(?:pg_catalog\.)?([\w.]+)(?:\s+where\s+(.+?))?(?:\s+limit\s+\d+)?\s*;?\s*$/is
const condition = /^\(?\s*([\w.]+)\s*=\s*'((?:[^']|'')*)'(?:::\w+)?\s*\)?$/

/**
 * The rows a plain question to the catalog gives: one view, conditions `column = 'text'` joined by AND. Undefined where it
 * is any other question.
 */
export const rowsOfCatalog = (sql: string, { effects }: Context): readonly PhpArray[] | undefined => {
  const [, selected = '', view = '', where = ''] = question.exec(sql) ?? []
  const rows = views[view.toLowerCase()]
  if (rows === undefined) return undefined
  const conditions =
    where === '' ? [] : where.split(/\s+and\s+/i).map(text => condition.exec(text.trim().replace(/current_schema\(\)/i, "'public'")))
  if (conditions.some(each => each === null)) return undefined
  const { tables } = effects.schema()
  const all = rows(tables.values())
  const columns = conditions.map(each => [each![1]!.toLowerCase().replace(/^.*\./, ''), each![2]!.replaceAll("''", "'")] as const)
  if (all.length > 0 && columns.some(([column]) => !(column in all[0]!))) return undefined
  const found = all.filter(row => columns.every(([column, value]) => row[column] === value))
  const [, alias] = /^exists\b.*?(?:\bas\s+(\w+))?$/is.exec(selected) ?? [undefined]
  if (alias !== undefined) return undefined
  if (/^count\(\*\)/i.test(selected)) return [PhpArray.from([[/as\s+"?(\w+)"?$/i.exec(selected)?.[1] ?? 'count', found.length]])]
  return found.map(row => PhpArray.from([...Object.entries(row), ['?column?', 1]]))
}
