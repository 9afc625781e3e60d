import type { TypeKind } from '../../../model/column-type.ts'
import type { EngineVersion } from '../../../model/engine.ts'
import { sibling, type Name } from '../../../model/name.ts'
import { columnIn, tableIn, type Column, type Schema } from '../../../model/schema.ts'
import type { SqlStatement } from '../../../steps/engine.ts'
import type { SyncPair } from '../../../steps/shapes/column.ts'
import { capabilities } from '../capabilities.ts'
import { dollarQuote, quoteIdentifier, quoteInBody, quoteLiteral, quoteName } from '../quote.ts'
import { exists, regclass } from './catalog.ts'
import { enclose, fit, type Printers } from './print.ts'

type Kind = 'create-sync-trigger' | 'drop-sync-trigger' | 'create-fill-trigger' | 'drop-fill-trigger'

/**
 * Types whose `=` sees every difference a reader can see. Others are compared by their binary image: `=` calls
 * 1.0 and 1.00, 'a' and 'A' (citext), or 1 day and 24 hours the same, and json and xml have none.
 */
const exactTypes = new Set<TypeKind>([
  'smallint',
  'integer',
  'bigint',
  'boolean',
  'text',
  'varchar',
  'uuid',
  'bytea',
  'date',
  'time',
  'timestamp',
  'timestamptz',
  'enum',
  'money',
  'inet',
  'cidr',
  'macaddr',
])

/** A collation of one's own may call different texts equal (nondeterministic). */
const isExact = (column: Column | undefined): boolean =>
  column !== undefined &&
  exactTypes.has(column.type.kind) &&
  (column.type.dimensions ?? 0) === 0 &&
  (column.collation === undefined || /^(C|POSIX)$/.test(column.collation))

type ColumnOf = (name: string) => Column | undefined
const columnsOf = (schema: Schema, table: Name): ColumnOf => {
  const found = tableIn(schema, table)
  return name => found && columnIn(found, name)
}

const valueOf = (name: string, row: 'NEW' | 'OLD' = 'NEW'): string => `${row}.${quoteInBody(name)}`

/** Is the new value of a column another than `value`? `value` is SQL of the column's type, or is cast to it. */
const differs = (name: string, value: string, column: Column | undefined): string => {
  if (value === 'NULL') return `${valueOf(name)} IS NOT NULL`
  const isColumn = /^(NEW|OLD)\./.test(value)
  const typed = isColumn || column === undefined ? value : `${enclose(value)}::${column.type.native}`
  return isExact(column) ? `${valueOf(name)} IS DISTINCT FROM ${typed}` : `ROW(${valueOf(name)})::record *<> ROW(${typed})::record`
}

const forwardOf = ({ from, forward }: SyncPair): string => forward ?? valueOf(from)
const backwardOf = ({ to, backward }: SyncPair): string => backward ?? valueOf(to)
const isPlain = ({ forward, backward }: SyncPair): boolean => forward === undefined && backward === undefined

/** Pairs that share a column are decided together: a split name is one value with two parts. */
function groupsOf(pairs: readonly SyncPair[]): readonly (readonly SyncPair[])[] {
  return pairs.reduce<SyncPair[][]>((groups, pair) => {
    const shares = (group: readonly SyncPair[]): boolean => group.some(({ from, to }) => from === pair.from || to === pair.to)
    return [...groups.filter(group => !shares(group)), [...groups.filter(shares).flat(), pair]]
  }, [])
}

/** One assignment per column; of several expressions for it the first stands. */
const assignments = (sides: readonly (readonly [string, string])[]): readonly string[] =>
  [...new Map(sides.toReversed())].toReversed().map(([column, expression]) => `${valueOf(column)} := ${expression};`)
const forwards = (group: readonly SyncPair[]): readonly string[] => assignments(group.map(pair => [pair.to, forwardOf(pair)]))
const backwards = (group: readonly SyncPair[]): readonly string[] => assignments(group.map(pair => [pair.from, backwardOf(pair)]))

const anyOf = (conditions: readonly string[]): string => [...new Set(conditions)].join(' OR ')
const indent = (lines: readonly string[], by = 2): readonly string[] => lines.map(line => ' '.repeat(by) + line)

/** Are the two sides of a group not what `forward` makes of each other? Plain copies need not ask: copying equals is nothing. */
const disagrees = (group: readonly SyncPair[], column: ColumnOf): string | undefined =>
  group.every(isPlain) ? undefined : anyOf(group.map(pair => differs(pair.to, forwardOf(pair), column(pair.to))))

/**
 * A side that differs from its default was written on purpose. The new side wins when both were, unless the writer
 * knows both and wrote what belongs together: then neither is touched, so that nothing is lost by converting back.
 */
function onInsert(group: readonly SyncPair[], column: ColumnOf): readonly string[] {
  const written = anyOf(group.map(({ to, toDefault }) => differs(to, toDefault ?? 'NULL', column(to))))
  const disagreement = disagrees(group, column)
  const oldWritten = anyOf(group.map(({ from, fromDefault }) => differs(from, fromDefault ?? 'NULL', column(from))))
  const copyBack =
    disagreement === undefined
      ? indent(backwards(group))
      : indent([`IF NOT (${oldWritten}) OR ${disagreement} THEN`, ...indent(backwards(group)), 'END IF;'])
  return [`IF ${written} THEN`, ...copyBack, 'ELSE', ...indent(forwards(group)), 'END IF;']
}

/** A value that was already what `forward` gives (a backfill writes such) leaves the old side alone. */
function onUpdate(group: readonly SyncPair[], column: ColumnOf): readonly string[] {
  const changed = (side: 'from' | 'to'): string =>
    anyOf(group.map(pair => differs(pair[side], valueOf(pair[side], 'OLD'), column(pair[side]))))
  const disagreement = disagrees(group, column)
  const copyBack =
    disagreement === undefined ? indent(backwards(group)) : indent([`IF ${disagreement} THEN`, ...indent(backwards(group)), 'END IF;'])
  return [`IF ${changed('to')} THEN`, ...copyBack, `ELSIF ${changed('from')} THEN`, ...indent(forwards(group)), 'END IF;']
}

const syncBody = (pairs: readonly SyncPair[], column: ColumnOf): readonly string[] => {
  const groups = groupsOf(pairs)
  return [
    `IF TG_OP = 'INSERT' THEN`,
    ...indent(groups.flatMap(group => onInsert(group, column))),
    'ELSE',
    ...indent(groups.flatMap(group => onUpdate(group, column))),
    'END IF;',
  ]
}

/** Runs with the rights of whoever writes the row, and names nothing but the row's own columns. */
const createFunction = (name: Name, body: readonly string[]): SqlStatement => ({
  sql: `CREATE OR REPLACE FUNCTION ${quoteName(name)}() RETURNS trigger
LANGUAGE plpgsql
AS ${dollarQuote(`
BEGIN
${[...body, 'RETURN NEW;'].map(line => `  ${line}`).join('\n')}
END
`)}`,
})

const createTrigger = (table: Name, name: string, events: string, version: EngineVersion): SqlStatement => {
  const canReplace = capabilities(version).replaceTrigger
  const sql = fit(
    `CREATE ${canReplace ? 'OR REPLACE ' : ''}TRIGGER ${quoteIdentifier(name)}`,
    `BEFORE ${events} ON ${quoteName(table)}`,
    `FOR EACH ROW EXECUTE FUNCTION ${quoteName(sibling(table, name))}()`,
  )
  return canReplace ? { sql } : { sql, doneWhen: isTriggerThere(table, name, sibling(table, name)) }
}

export const isTriggerThere = (table: Name, name: string, routine: Name): string =>
  exists(
    'pg_trigger',
    `tgrelid = ${regclass(table)}`,
    `tgname = ${quoteLiteral(name)}`,
    `tgfoid = to_regprocedure(${quoteLiteral(`${quoteName(routine)}()`)})`,
  )

const dropBoth = (table: Name, name: string): readonly SqlStatement[] => [
  { sql: `DROP TRIGGER IF EXISTS ${quoteIdentifier(name)} ON ${quoteName(table)}` },
  { sql: `DROP FUNCTION IF EXISTS ${quoteName(sibling(table, name))}()` },
]

export const syncTriggerSql: Printers<Kind> = {
  // Not UPDATE OF: another BEFORE trigger may change a column that the statement does not name.
  'create-sync-trigger': ({ table, name, pairs }, before, version) => [
    createFunction(sibling(table, name), syncBody(pairs, columnsOf(before, table))),
    createTrigger(table, name, 'INSERT OR UPDATE', version),
  ],
  'drop-sync-trigger': ({ table, name }) => dropBoth(table, name),

  'create-fill-trigger': ({ table, name, column, expression }, _before, version) => [
    createFunction(sibling(table, name), [`IF ${valueOf(column)} IS NULL THEN`, `  ${valueOf(column)} := ${expression};`, 'END IF;']),
    createTrigger(table, name, 'INSERT', version),
  ],
  'drop-fill-trigger': ({ table, name }) => dropBoth(table, name),
}
