import type { EngineVersion } from '../../../model/engine.ts'
import { keyOf, type Name } from '../../../model/name.ts'
import type { Column, Publication, Schema, Table } from '../../../model/schema.ts'
import type { SqlStatement } from '../../../steps/engine.ts'
import { isSerial } from '../../../steps/serial.ts'
import type { Step } from '../../../steps/step.ts'
import { quoteIdentifier, quoteName } from '../quote.ts'
import { enclose, list } from './print.ts'

/** What prints a step for a file that may be repeated, and a step on its own where that takes blocks. */
export interface Printed {
  readonly statements: (step: Step) => readonly SqlStatement[]
  readonly lone: (step: Step) => readonly SqlStatement[] | undefined
}

/** The statements of a step as a person would write them, to be run once: nothing heals, guards or looks first. */
export const plainStatements = (step: Step, before: Schema, { major }: EngineVersion, { statements, lone }: Printed): readonly string[] => {
  const own = lone(step)
  if (own !== undefined) return own.map(({ sql }) => sql)
  if (step.kind === 'set-publication') return publication(step.table, step.publication, step.from, step.to)
  if (step.kind === 'set-column-option' && step.option === 'storage' && step.to === undefined && major >= 16)
    return [`ALTER TABLE ${quoteName(step.table)} ALTER COLUMN ${quoteIdentifier(step.column)} SET STORAGE DEFAULT`]
  return statements(withSerials(step, before)).map(({ sql }) => unguarded(step, sql))
}

const identifier = String.raw`(?:"(?:[^"]|"")*"|[^\s".]+)`
const name = String.raw`${identifier}(?:\.${identifier})?`

/** `IF [NOT] EXISTS` where the printers put it, which is before any text of a user's. */
const guards: readonly RegExp[] = [
  /^(CREATE (?:UNLOGGED TABLE|TABLE|SEQUENCE|STATISTICS|MATERIALIZED VIEW|(?:UNIQUE )?INDEX(?: CONCURRENTLY)?) )IF NOT EXISTS /,
  /^(DROP [A-Z]+(?: VIEW)?(?: CONCURRENTLY)? )IF EXISTS /,
  new RegExp(String.raw`^(ALTER TABLE ${name}\s+ADD COLUMN )IF NOT EXISTS `),
  new RegExp(String.raw`^(ALTER (?:TABLE|DOMAIN) ${name}\s+DROP (?:COLUMN|CONSTRAINT) )IF EXISTS `),
  new RegExp(String.raw`^(ALTER TYPE ${name}\s+ADD VALUE )IF NOT EXISTS `),
  new RegExp(String.raw`^(ALTER TABLE ${name}\s+ALTER COLUMN ${identifier}\s+DROP (?:IDENTITY|EXPRESSION)) IF EXISTS$`),
]

const replaced = /^(CREATE )OR REPLACE (?=VIEW |TRIGGER )/

const unguarded = ({ kind }: Step, sql: string): string => {
  const bare = kind === 'create-view' || kind === 'create-trigger' || kind === 'create-table' ? sql.replace(replaced, '$1') : sql
  return guards.reduce((text, guard) => text.replace(guard, '$1'), bare)
}

/** A column that draws from a sequence of its own is said in one word where the server would choose the same names. */
const withSerials = (step: Step, before: Schema): Step => {
  if (step.kind === 'create-table') {
    const { table } = step
    return { ...step, table: { ...table, columns: table.columns.map(column => asSerial(table, column, before)) } }
  }
  if (step.kind !== 'add-column') return step
  const table = before.tables.get(keyOf(step.table))
  return { ...step, column: asSerial(table ?? { name: step.table }, step.column, before) }
}

const words: Readonly<Record<string, string>> = { smallint: 'smallserial', integer: 'serial', bigint: 'bigserial' }

const asSerial = ({ name: table, owner }: Pick<Table, 'name' | 'owner'>, column: Column, { sequences }: Schema): Column => {
  if (!isSerial(table, column) || owner !== undefined || sequences.has(keyOf(column.ownedSequence!))) return column
  const { ownedSequence: _, default: __, ...rest } = column
  return { ...rest, type: { kind: 'other', native: words[column.type.kind]! }, nullable: true }
}

const publication = (
  table: Name,
  publicationName: string,
  from: Publication | undefined,
  to: Publication | undefined,
): readonly string[] => {
  const alter = `ALTER PUBLICATION ${quoteIdentifier(publicationName)}`
  const columns = to?.columns === undefined ? '' : ` (${list(to.columns)})`
  const where = to?.where === undefined ? '' : ` WHERE ${enclose(to.where)}`
  return [
    ...(from === undefined ? [] : [`${alter} DROP TABLE ${quoteName(table)}`]),
    ...(to === undefined ? [] : [`${alter} ADD TABLE ${quoteName(table)}${columns}${where}`]),
  ]
}
