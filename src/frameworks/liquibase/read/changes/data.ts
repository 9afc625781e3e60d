import type { PlaceOf } from '../../../../history/recorder.ts'
import { keyOfTable, opaque, sql, tableOf, type Change, type Context, type Said } from '../change.ts'
import { membersOf, partNamed, partsNamed, textOf, type Part } from '../part.ts'
import { valueOf, valueSql, type Value } from '../values.ts'
import { loading } from './load-data.ts'

interface Cell {
  readonly column: string
  readonly value: Value | undefined
}

const cellsOf = (change: Part): readonly Cell[] =>
  membersOf(change, 'columns', 'column').map(part => ({ column: textOf(part, 'name') ?? '', value: valueOf(part, 'value') }))

/** A value that lies in a file is given as a parameter. The text of it, or the file that is not at hand. */
const cellSql = ({ value }: Cell, change: Part, context: Context): { readonly sql: string } | { readonly file: string } => {
  if (value?.kind !== 'file') return { sql: valueSql(value, context.names, textOf(change, 'schemaName')) }
  const file = context.fileNamed(value.path, true) ?? context.fileNamed(value.path, false)
  return file === undefined ? { file: value.path } : { sql: `'${file.text.replaceAll("'", "''")}'` }
}

const withCells = (change: Part, context: Context, write: (cells: readonly (readonly [string, string])[]) => string): readonly Said[] => {
  const cells = cellsOf(change).map(cell => ({ column: context.names.one(cell.column), ...cellSql(cell, change, context) }))
  const missing = cells.find(cell => 'file' in cell)
  if (missing !== undefined)
    return opaque(`takes a value from the file ${(missing as { readonly file: string }).file}`, keyOfTable(change, context))
  return sql(write(cells.map(cell => [cell.column, (cell as { readonly sql: string }).sql])))
}

/** `:name` and `:value` stand for the parameters, one after the other. */
const conditionOf = (change: Part, { names }: Context): string => {
  const where = textOf(change, 'where')
  if (where === undefined) return ''
  const parameters = membersOf(change, 'whereParams', 'param')
  const columns = parameters.flatMap(part => textOf(part, 'name') ?? [])
  let name = 0
  let value = 0
  const filled = where.replace(/:name|\?|:value/g, word => {
    if (word === ':name') return columns[name] === undefined ? word : names.one(columns[name++]!)
    const parameter = parameters[value++]
    return parameter === undefined ? word : valueSql(valueOf(parameter, 'value'), names)
  })
  return ` WHERE ${filled.trim()}`
}

/** The statement's own delimiter, where it has one: a word, or `/` and `go` alone on a line. */
const splitAt = (text: string, delimiter: string | undefined): readonly { readonly from: number; readonly text: string }[] => {
  const spelled = delimiter?.replaceAll('\\n', '\n').replaceAll('\\r', '\r').replaceAll('\\t', '\t').trim()
  const isNone = spelled === undefined || spelled === '' || spelled === ';'
  const pattern = isNone || spelled === '/' || /^go$/i.test(spelled) ? /^[ \t]*(?:go|\/)[ \t]*\r?$/gim : new RegExp(escaped(spelled), 'gi')
  const pieces: { from: number; text: string }[] = []
  let from = 0
  for (const { index, 0: found } of text.matchAll(pattern)) {
    pieces.push({ from, text: text.slice(from, index) })
    from = index + found.length
  }
  return [...pieces, { from, text: text.slice(from) }].filter(piece => piece.text.trim() !== '')
}
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** SQL of the author: cut into statements where it says so, or as it is not said. */
const ownSql = (change: Part, text: string, place: PlaceOf | undefined): readonly Said[] => {
  const isSplit = !/^(?:false|0)$/i.test(textOf(change, 'splitStatements') ?? 'true')
  const pieces = isSplit ? splitAt(text, textOf(change, 'endDelimiter')) : [{ from: 0, text }]
  return pieces.map(piece => ({
    sql: piece.text,
    ...(isSplit ? {} : { isOneText: true as const }),
    ...(place === undefined ? {} : { place: (start: number, end: number) => place(start + piece.from, end + piece.from) }),
  }))
}

const rawSql: Change = change => {
  const own = change.value === undefined ? partNamed(change, 'sql') : change
  return own?.value === undefined ? [] : ownSql(change, own.value, own.place)
}

const sqlFile: Change = (change, context) => {
  const path = textOf(change, 'path') ?? ''
  const file = context.fileNamed(path, /^(?:true|1)$/i.test(textOf(change, 'relativeToChangelogFile') ?? ''))
  return file === undefined ? opaque(`runs the SQL of ${path}, which is not there`) : ownSql(change, file.text, undefined)
}

export const dataChanges: Readonly<Record<string, Change>> = {
  insert: (change, context) =>
    withCells(
      change,
      context,
      cells =>
        `INSERT INTO ${tableOf(change, context)} (${cells.map(([column]) => column).join(', ')}) VALUES (${cells.map(([, value]) => value).join(', ')})`,
    ),
  update: (change, context) =>
    withCells(
      change,
      context,
      cells =>
        `UPDATE ${tableOf(change, context)} SET ${cells.map(([column, value]) => `${column} = ${value}`).join(', ')}${conditionOf(change, context)}`,
    ),
  delete: (change, context) => sql(`DELETE FROM ${tableOf(change, context)}${conditionOf(change, context)}`),
  ...loading,
  sql: rawSql,
  sqlFile,
}

const codeNames: Readonly<Record<string, (change: Part) => string>> = {
  customChange: change => `runs the Java class ${textOf(change, 'class') ?? '?'}`,
  executeCommand: change => `runs the command ${textOf(change, 'executable') ?? '?'}`,
}

/** Changes that do nothing to the schema, and code. */
export const otherChanges: Readonly<Record<string, Change>> = {
  empty: () => [],
  output: () => [],
  tagDatabase: () => [],
  stop: (_change, context) => {
    context.tell('stops-here', 'Liquibase stops here: the change sets behind it do not run.')
    return []
  },
  customChange: change => opaque(codeNames['customChange']!(change)),
  executeCommand: change => opaque(codeNames['executeCommand']!(change)),
}

/** A change of an extension: what it names is what it may touch. */
export const unknownChange: Change = (change, context) => {
  const table = ['tableName', 'baseTableName'].find(name => partsNamed(change, name).length > 0)
  return opaque(`${change.name} is no change of Liquibase's own`, ...(table === undefined ? [] : [keyOfTable(change, context, table)]))
}
