import type { SourceFile } from '../../../../history/migration.ts'
import { readCsv } from '../csv.ts'
import { keyOfTable, opaque, sql, tableOf, type Change, type Context } from '../change.ts'
import { columnNamed, loadedValue, typeOf, typeSaid, type Field, type Sent } from '../loaded-value.ts'
import { flagOf, membersOf, partNamed, textOf, type Part } from '../part.ts'

/** Longer ones are no part of a migration that anybody reads. */
const mostText = 1_000_000
/** Rows of one INSERT, as Liquibase cuts them. */
const rowsAtOnce = 50

interface Row {
  /** By their names in the file's order. */
  readonly values: ReadonlyMap<string, Sent>
  readonly isPrepared: boolean
}

type Loaded = readonly Row[] | { readonly because: string }

/** What the change says of each column of the header, found by name, by header or by place, in Liquibase's order. */
const fieldsOf = (change: Part, header: readonly string[], context: Context): readonly Field[] | { readonly because: string } => {
  const said: { part?: Part; name: string | undefined; header: string | undefined; index: string | undefined }[] = membersOf(
    change,
    'columns',
    'column',
  ).map(part => ({ part, name: textOf(part, 'name'), header: textOf(part, 'header'), index: textOf(part, 'index') }))
  for (const [n, name] of header.entries()) {
    const found = said.find(each => each.name === name || each.header === name || each.index === String(n))
    if (found === undefined) said.push({ name, header: name, index: String(n) })
    else Object.assign(found, { header: name, index: String(n) })
  }
  const schema = context.schema()
  const key = keyOfTable(change, context)
  const table = schema.tainted.includes('*') || schema.tainted.includes(key) ? undefined : schema.tables.get(key)
  const fields: Field[] = []
  for (const [n, written] of header.entries()) {
    const title = written.trim()
    const same = (name: string | undefined): boolean => name?.toLowerCase() === title.toLowerCase()
    const { part, name = title } = said.find(each => each.index === String(n) || same(each.header) || same(each.name))!
    const stated = part === undefined ? undefined : textOf(part, 'type')
    const column = table === undefined ? undefined : columnNamed(table, context.names.inCatalog(name))
    const type = stated === undefined ? column && typeOf(column) : typeSaid(stated)
    if (name !== name.trim() || name === '') return { because: 'whose header has blanks around a name' }
    if (type === undefined) return { because: `where the type of ${name} is neither said nor known` }
    fields.push({ name, type, part })
  }
  return fields
}

/** The rows as they reach the server, or why that cannot be told. */
const rowsOf = (change: Part, { text }: SourceFile, context: Context, hasParameters: boolean): Loaded => {
  const encoding = textOf(change, 'encoding') ?? 'UTF-8'
  if (text.length > mostText) return { because: 'which is too long to be taken over' }
  if (text.includes('\ufffd') || (!/^utf-?8$/i.test(encoding) && /[^\0-\x7f]/.test(text))) return { because: 'which is not in UTF-8' }
  const separator = textOf(change, 'separator') ?? ','
  const quotchar = partNamed(change, 'quotchar')?.value?.trim() ?? '"'
  const read = readCsv(text, { separator: separator === '\\t' ? '\t' : separator[0]!, quote: quotchar[0] })
  if ('line' in read) return { because: `whose line ${read.line} has quotes that are not clear` }
  const [header, ...lines] = read
  if (header === undefined) return { because: 'which is empty' }
  const comment = partNamed(change, 'commentLineStartsWith')?.value ?? '#'
  const fields = fieldsOf(change, header, context)
  if ('because' in fields) return fields
  const asked = hasParameters ? flagOf(change, 'usePreparedStatements') : false
  const options = { isPrepared: asked === true, names: context.names, schema: textOf(change, 'schemaName') }
  const rows: Row[] = []
  const isEmpty = (line: readonly string[]): boolean => line.length === 1 && line[0] === ''
  const filled = lines.slice(0, lines.findLastIndex(line => !isEmpty(line)) + 1)
  // 4.33 stops at such a line and says nothing; 5.0.4 goes on.
  if (filled.some(isEmpty)) return { because: 'where rows stand behind an empty line, which not every version reads' }
  for (const line of filled) {
    if (comment !== '' && line[0]!.startsWith(comment)) continue
    if (line.length !== header.length) return { because: `where a row has ${line.length} values under ${header.length} names` }
    const values = new Map<string, Sent>()
    for (const [n, field] of fields.entries()) {
      if (field.type === 'skip') continue
      const sent = loadedValue(line[n]!, field, options)
      if ('because' in sent) return { because: `where ${sent.because}` }
      values.set(field.name, sent)
    }
    const isPrepared = asked ?? [...values.values()].some(({ isParameter }) => isParameter === true)
    rows.push({ values, isPrepared })
  }
  return rows
}

/** The rows of the change's file, for `write`; kept as it is where they cannot be told. */
const withRows = (
  change: Part,
  context: Context,
  hasParameters: boolean,
  write: (rows: readonly Row[]) => readonly string[] | { readonly because: string },
): ReturnType<Change> => {
  const path = textOf(change, 'file') ?? 'a file'
  const file = context.fileNamed(path, flagOf(change, 'relativeToChangelogFile') === true)
  const rows = file === undefined ? { because: 'which is not there' } : rowsOf(change, file, context, hasParameters)
  const written = 'because' in rows ? rows : write(rows)
  return 'because' in written ? opaque(`loads rows of ${path}, ${written.because}`, keyOfTable(change, context)) : sql(...written)
}

const columnsOf = ({ values }: Row, { names }: Context): string => [...values.keys()].map(name => names.one(name)).join(', ')
const valuesOf = ({ values }: Row): string => [...values.values()].map(value => value.sql).join(', ')

const loadData: Change = (change, context) =>
  withRows(change, context, true, rows => {
    // One row that needs parameters, and Liquibase leaves out those that do not (`generateStatementsFromRows`, 4.33 and 5.0.4).
    const sent = rows.some(({ isPrepared }) => isPrepared) ? rows.filter(({ isPrepared }) => isPrepared) : rows
    if (sent.length < rows.length) {
      const left = rows.length - sent.length
      context.tell(
        'ignored-by-liquibase',
        `Liquibase itself does not insert ${left === 1 ? 'one row' : `${left} rows`} of ${textOf(change, 'file')!}: next to rows with a long text it leaves out those without.`,
      )
    }
    if (flagOf(change, 'usePreparedStatements') === false && rows.some(row => [...row.values.values()].some(each => each.isParameter)))
      return { because: 'with a long text, which takes the prepared statements that it forbids' }
    const statements: string[] = []
    for (let n = 0; n < sent.length; n += rowsAtOnce) {
      const some = sent.slice(n, n + rowsAtOnce)
      const tuples = some.map(row => `(${valuesOf(row)})`).join(',\n  ')
      statements.push(
        `INSERT INTO ${tableOf(change, context)} (${columnsOf(some[0]!, context)}) VALUES${some.length === 1 ? ' ' : '\n  '}${tuples}`,
      )
    }
    return statements
  })

/** The rows with the condition that finds the row of the table. */
const keyed = (
  change: Part,
  context: Context,
  write: (row: Row, where: string, isKey: (name: string) => boolean) => readonly string[],
): ReturnType<Change> => {
  const key = (textOf(change, 'primaryKey') ?? '').split(',')
  return withRows(change, context, false, rows => {
    const missing = key.find(name => rows.some(({ values }) => !values.has(name)))
    if (missing !== undefined) return { because: `which has no ${missing} of its key` }
    return rows.flatMap(row => {
      const is = (name: string): string => {
        const { sql: value } = row.values.get(name)!
        return `${context.names.one(name)} ${value === 'NULL' ? 'IS' : '='} ${value}`
      }
      return write(row, key.map(is).join(' AND '), name => key.includes(name))
    })
  })
}

const loadUpdateData: Change = (change, context) =>
  keyed(change, context, (row, where, isKey) => {
    const table = tableOf(change, context)
    const fixed = new Set(
      membersOf(change, 'columns', 'column').flatMap(part => (flagOf(part, 'allowUpdate') === false ? (textOf(part, 'name') ?? []) : [])),
    )
    const set = [...row.values]
      .filter(([name]) => !isKey(name) && !fixed.has(name))
      .map(([name, value]) => `${context.names.one(name)} = ${value.sql}`)
    return [
      ...(set.length === 0 ? [] : [`UPDATE ${table} SET ${set.join(', ')} WHERE ${where}`]),
      ...(flagOf(change, 'onlyUpdate') === true
        ? []
        : [
            `INSERT INTO ${table} (${columnsOf(row, context)}) SELECT ${valuesOf(row)} WHERE NOT EXISTS (SELECT FROM ${table} WHERE ${where})`,
          ]),
    ]
  })

/** What Liquibase takes a `loadUpdateData` back with; no change that anybody writes. */
const unloadData: Change = (change, context) =>
  keyed(change, context, (_row, where) => [`DELETE FROM ${tableOf(change, context)} WHERE ${where}`])

export const loading: Readonly<Record<string, Change>> = { loadData, loadUpdateData, unloadData }
