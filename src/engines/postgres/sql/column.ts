import { keyOf, type Name } from '../../../model/name.ts'
import type { Column } from '../../../model/schema.ts'
import type { SqlStatement } from '../../../steps/engine.ts'
import type { ColumnStep } from '../../../steps/shapes/column.ts'
import { dollarQuote, quoteIdentifier, quoteLiteral, quoteName } from '../quote.ts'
import { hasColumn, isOfType, regclass, textArray } from './catalog.ts'
import {
  columnAttributes,
  columnDefinition,
  columnGrants,
  identityClause,
  sequenceBefore,
  storageOf,
  typeClause,
} from './column-definition.ts'
import { enclose, fit, type Printers } from './print.ts'

type Kind = Exclude<
  ColumnStep['kind'],
  'create-sync-trigger' | 'drop-sync-trigger' | 'create-fill-trigger' | 'drop-fill-trigger' | 'backfill'
>

const alterColumn = (table: Name, column: string, ...clauses: readonly string[]): string =>
  fit(
    `ALTER TABLE ${quoteName(table)}`,
    ...clauses.map((clause, at) => `ALTER COLUMN ${quoteIdentifier(column)} ${clause}${at < clauses.length - 1 ? ',' : ''}`),
  )

/** What an ADD COLUMN that found the column there already must find: IF NOT EXISTS looks at the name only. */
const isAsWanted = ({ type, nullable, identity, generated }: Column): readonly string[] => [
  isOfType(type),
  ...(nullable && identity === undefined ? [] : ['attnotnull']),
  ...(identity === undefined ? [] : [`attidentity = '${identity.generation === 'always' ? 'a' : 'd'}'`]),
  ...(generated === undefined ? [] : [`attgenerated = '${generated.stored ? 's' : 'v'}'`]),
]

export const columnSql: Printers<Kind> = {
  'add-column': ({ table, column }, before, { major }) => {
    const owner = before.tables.get(keyOf(table))?.owner
    const condition = hasColumn(table, column.name, ...isAsWanted(column))
    const definition = columnDefinition(column).slice(quoteIdentifier(column.name).length + 1)
    return [
      ...sequenceBefore(column, before, owner),
      {
        sql: fit(`ALTER TABLE ${quoteName(table)}`, `ADD COLUMN IF NOT EXISTS ${columnDefinition(column)}`),
        // Before 13 IF NOT EXISTS gives a column that is there a second sequence.
        ...(column.identity !== undefined && major < 13 ? { doneWhen: condition } : {}),
        assertAfter: {
          condition,
          otherwise: `column ${column.name} of ${keyOf(table)} was there already and is not ${definition}. Rename or drop it, then retry.`,
        },
      },
      ...columnAttributes(table, column),
      ...columnGrants(table, column, owner),
    ]
  },

  'drop-column': ({ table, column }) => [{ sql: `ALTER TABLE ${quoteName(table)} DROP COLUMN IF EXISTS ${quoteIdentifier(column.name)}` }],

  'rename-column': ({ table, from, to }) => [
    {
      sql: fit(`ALTER TABLE ${quoteName(table)}`, `RENAME COLUMN ${quoteIdentifier(from)} TO ${quoteIdentifier(to)}`),
      doneWhen: `${hasColumn(table, to)}\nAND NOT ${hasColumn(table, from)}`,
    },
  ],

  'alter-column-type': ({ table, from, to, using }) => {
    const type = `TYPE ${typeClause(to)}${using === undefined ? '' : ` USING ${using}`}`
    return [
      {
        sql: alterColumn(table, from.name, ...aroundDefault(from, to, type, using !== undefined)),
        doneWhen: hasColumn(table, from.name, isOfType(to.type), ...(from.collation === to.collation ? [] : [isCollated(to)])),
      },
      ...storageOf(to).map((clause): SqlStatement => ({ sql: alterColumn(table, from.name, clause) })),
    ]
  },

  'set-default': ({ table, column, to }) => [
    { sql: alterColumn(table, column, to === undefined ? 'DROP DEFAULT' : `SET DEFAULT ${to.sql}`) },
  ],
  'set-not-null': ({ table, column }) => [{ sql: alterColumn(table, column, 'SET NOT NULL') }],
  'drop-not-null': ({ table, column }) => [{ sql: alterColumn(table, column, 'DROP NOT NULL') }],

  'set-identity': ({ table, column, from, to }) => {
    if (to === undefined) return [{ sql: alterColumn(table, column, 'DROP IDENTITY IF EXISTS') }]
    if (from === undefined) {
      const doneWhen = hasColumn(table, column, `attidentity = '${to.generation === 'always' ? 'a' : 'd'}'`)
      return [{ sql: alterColumn(table, column, `ADD ${identityClause(to)}`), doneWhen }]
    }
    const options =
      to.options === from.options || to.options === undefined ? [] : sequenceClauses(to.options).map(option => `SET ${option}`)
    return [
      { sql: alterColumn(table, column, [`SET GENERATED ${to.generation === 'always' ? 'ALWAYS' : 'BY DEFAULT'}`, ...options].join(' ')) },
    ]
  },

  'set-generated': ({ table, column, to }) => {
    if (to === undefined) return [{ sql: alterColumn(table, column, 'DROP EXPRESSION IF EXISTS') }]
    const kept = `(SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef WHERE adrelid = attrelid AND adnum = attnum)`
    const wanted = enclose(to.expression)
    return [
      {
        sql: alterColumn(table, column, `SET EXPRESSION AS ${wanted}`),
        // Text the server spells otherwise only means that the rewrite is done again.
        doneWhen: hasColumn(table, column, `${kept} = ANY (${textArray([wanted, wanted.slice(1, -1)])})`),
      },
    ]
  },

  'set-column-option': ({ table, column, option, to }) => {
    switch (option) {
      case 'statistics':
        return [{ sql: alterColumn(table, column, `SET STATISTICS ${to ?? '-1'}`) }]
      case 'compression':
        return [{ sql: alterColumn(table, column, `SET COMPRESSION ${to ?? 'default'}`) }]
      case 'storage':
        return [{ sql: to === undefined ? usualStorage(table, column) : alterColumn(table, column, `SET STORAGE ${to.toUpperCase()}`) }]
    }
  },
}

/**
 * A default that no assignment cast takes over to the new type makes ALTER TYPE fail (42804), and one
 * that is cast keeps the cast in its text: it goes before and comes back after, in the same statement.
 */
function aroundDefault(from: Column, to: Column, type: string, converts: boolean): readonly string[] {
  if (from.default === undefined) return to.default === undefined ? [type] : [type, `SET DEFAULT ${to.default.sql}`]
  if (to.default === undefined) return ['DROP DEFAULT', type]
  const stays = !converts && from.type.kind === to.type.kind && from.type.kind !== 'other' && from.default.sql === to.default.sql
  return stays ? [type] : ['DROP DEFAULT', type, `SET DEFAULT ${to.default.sql}`]
}

const isCollated = ({ collation }: Column): string =>
  collation === undefined
    ? 'attcollation = (SELECT typcollation FROM pg_type WHERE oid = atttypid)'
    : `attcollation IN (SELECT oid FROM pg_collation WHERE collname = ${quoteLiteral(collation.slice(collation.indexOf('.') + 1))} OR collname = ${quoteLiteral(collation)})`

/** `START WITH 5 CACHE 10` → one clause each. */
const sequenceClauses = (options: string): readonly string[] =>
  options
    .split(/\s+(?=(?:AS|INCREMENT|MINVALUE|MAXVALUE|NO\s+\w+|START|RESTART|CACHE|(?<!NO\s+)CYCLE|OWNED|SEQUENCE)\b)/i)
    .map(clause => clause.trim())
    .filter(clause => clause !== '' && !/^SEQUENCE/i.test(clause))

/** SET STORAGE DEFAULT came with 16; the type's own storage is in the catalog of every version. */
const usualStorage = (table: Name, column: string): string =>
  `DO ${dollarQuote(`
BEGIN
  EXECUTE ${quoteLiteral(alterColumn(table, column, 'SET STORAGE '))} || (
    SELECT CASE t.typstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END
    FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
    WHERE a.attrelid = ${regclass(table)} AND a.attname = ${quoteLiteral(column)}
  );
END
`)}`
