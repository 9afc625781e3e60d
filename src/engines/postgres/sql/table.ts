import { nameOf, sibling, type Name } from '../../../model/name.ts'
import type { PartitionOf } from '../../../model/schema.ts'
import type { LoneStatement, SqlStatement } from '../../../steps/engine.ts'
import type { Commented, TableStep } from '../../../steps/shapes/table.ts'
import { capabilities } from '../capabilities.ts'
import { splitList } from '../introspect/enclosed.ts'
import { dollarQuote, quoteIdentifier, quoteLiteral, quoteName } from '../quote.ts'
import { attachmentSql } from './attachment.ts'
import { exists, isTable, isTableRenamed, regclass } from './catalog.ts'
import { attachPartition, createTable } from './create-table.ts'
import { grantSql, onRelation, revokeSql, revokeWhole } from './grant.ts'
import { printRole, type Printers } from './print.ts'

type Kind = Exclude<TableStep['kind'], keyof typeof attachmentSql>

/** `fillfactor=70, autovacuum_enabled=false` → its parameter names. */
const parametersOf = (options: string | undefined): readonly string[] =>
  (options === undefined || options.trim() === '' ? [] : splitList(options)).map(option => option.split('=')[0]?.trim() ?? '')

const setOptions = (table: Name, from: string | undefined, to: string | undefined): readonly SqlStatement[] => {
  const dropped = parametersOf(from).filter(name => !parametersOf(to).includes(name))
  const clauses = [
    ...(parametersOf(to).length === 0 ? [] : [`SET (${to})`]),
    ...(dropped.length === 0 ? [] : [`RESET (${dropped.join(', ')})`]),
  ]
  return clauses.length === 0 ? [] : [{ sql: `ALTER TABLE ${quoteName(table)} ${clauses.join(', ')}` }]
}

const commentTargets = {
  'materialized-view': 'MATERIALIZED VIEW',
  table: 'TABLE',
  view: 'VIEW',
  index: 'INDEX',
  type: 'TYPE',
  sequence: 'SEQUENCE',
} as const

const commentTarget = (object: Commented): string => {
  if (!('table' in object)) return `${commentTargets[object.on]} ${quoteName(object.name)}`
  return object.on === 'column'
    ? `COLUMN ${quoteName(object.table)}.${quoteIdentifier(object.name)}`
    : `CONSTRAINT ${quoteIdentifier(object.name)} ON ${quoteName(object.table)}`
}

const detachVerb = (table: Name, { parent }: PartitionOf): string => `ALTER TABLE ${quoteName(parent)} DETACH PARTITION ${quoteName(table)}`

/** An interrupted concurrent detach can only be taken on from there. */
export const loneDetach = (table: Name, partitionOf: PartitionOf): readonly LoneStatement[] => [
  {
    sql: `${detachVerb(table, partitionOf)} CONCURRENTLY`,
    afterCut: { sql: `${detachVerb(table, partitionOf)} FINALIZE`, finishesWhere: 'it is still attached' },
  },
]

const detach = (table: Name, { parent, bounds }: PartitionOf, online: boolean): readonly SqlStatement[] => {
  const doneWhen = `NOT ${exists('pg_inherits', `inhrelid = ${regclass(table)}`, `inhparent = ${regclass(parent)}`)}`
  const verb = detachVerb(table, { parent, bounds })
  if (!online) return [{ sql: verb, doneWhen }]
  // An interrupted concurrent detach leaves the partition pending; only FINALIZE takes it on from there.
  return [
    {
      sql: `DO ${dollarQuote(`
BEGIN
  IF ${exists('pg_inherits', `inhrelid = ${regclass(table)}`, `inhparent = ${regclass(parent)}`, 'inhdetachpending')} THEN
    ${verb} FINALIZE;
  END IF;
END
`)}`,
      doneWhen,
    },
    { sql: `${verb} CONCURRENTLY`, doneWhen, ...(bounds === '' ? {} : { healFirst: attachAgain(table, { parent, bounds }, doneWhen) }) },
  ]
}

/**
 * No block can hold a concurrent detach and it has no IF EXISTS, so that what is detached already is attached again for
 * a repetition: only while the check that the first detach left behind proves its rows, so that none is read.
 */
const attachAgain = (table: Name, { parent, bounds }: PartitionOf, isDetached: string): string =>
  `DO ${dollarQuote(`
BEGIN
  IF ${isDetached}
    AND ${exists('pg_constraint', `conrelid = ${regclass(table)}`, "contype = 'c'", 'convalidated', `pg_get_expr(conbin, conrelid) LIKE '%IS NOT NULL%'`)} THEN
    PERFORM set_config('lock_timeout', '50ms', true);
    ALTER TABLE ${quoteName(parent)} ATTACH PARTITION ${quoteName(table)} ${bounds};
  END IF;
END
`)}`

const steps: Printers<Kind> = {
  'create-table': ({ table }, before, version) => createTable(table, before, version),
  // Asked for by the head: a table that is gone cannot be locked.
  'drop-table': ({ table }) => [{ sql: `DROP TABLE IF EXISTS ${quoteName(table.name)}`, doneWhen: `${regclass(table.name)} IS NULL` }],

  'rename-table': ({ from, to }) => [
    {
      sql: `ALTER TABLE ${quoteName(from)} RENAME TO ${quoteIdentifier(to)}`,
      doneWhen: isTableRenamed(from, sibling(from, to)),
    },
  ],

  // Names without a schema are those of public.
  'set-table-schema': ({ from, to = 'public' }) => [
    {
      sql: `ALTER TABLE ${quoteName(from)} SET SCHEMA ${quoteIdentifier(to)}`,
      doneWhen: `${isTable(regclass(nameOf(from.name, to)))} AND NOT ${isTable(regclass(from), `oid IS DISTINCT FROM ${regclass(nameOf(from.name, to))}`)}`,
    },
  ],

  'set-table-options': ({ table, from, to }) => setOptions(table, from, to),
  'set-owner': ({ table, to }) => [{ sql: `ALTER TABLE ${quoteName(table)} OWNER TO ${printRole(to)}` }],

  'set-comment': ({ object, to }) => [{ sql: `COMMENT ON ${commentTarget(object)} IS ${to === undefined ? 'NULL' : quoteLiteral(to)}` }],

  'grant-privileges': ({ table, column, grant }) => [{ sql: grantSql(grant, onRelation(table, column)) }],
  'revoke-privileges': ({ table, column, grant }, before) =>
    column === undefined ? revokeWhole(grant, table, before) : [{ sql: revokeSql(grant, onRelation(table, column)) }],

  'attach-partition': ({ table, partitionOf }) => attachPartition(table, partitionOf),
  'detach-partition': ({ table, partitionOf, online }, _before, version) =>
    detach(table, partitionOf, online && capabilities(version).detachConcurrently),
}

export const tableSql = { ...steps, ...attachmentSql }
