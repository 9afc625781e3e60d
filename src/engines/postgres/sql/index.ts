import { keyOf, sibling, type Name } from '../../../model/name.ts'
import type { Index, IndexPart } from '../../../model/schema.ts'
import type { LoneStatement, SqlStatement } from '../../../steps/engine.ts'
import { deriveName, dollarQuote, quoteIdentifier, quoteLiteral, quoteName } from '../quote.ts'
import { exists, namesColumns, regclass, renaming } from './catalog.ts'
import { commentOn } from './grant.ts'
import { asKey, fit, list, printCollation, type Printers } from './print.ts'

type Kind = 'create-index' | 'drop-index' | 'rename-index' | 'attach-index'

const keyPart = ({ column, expression = '', collation, operatorClass, order, nulls }: IndexPart): string =>
  [
    column === undefined ? asKey(expression) : quoteIdentifier(column),
    ...(collation === undefined ? [] : [`COLLATE ${printCollation(collation)}`]),
    ...(operatorClass === undefined ? [] : [operatorClass]),
    ...(order === undefined ? [] : ['DESC']),
    ...(nulls === undefined ? [] : [`NULLS ${nulls.toUpperCase()}`]),
  ].join(' ')

interface CreateOptions {
  readonly online?: boolean
  /** Pass over an index of that name, whatever it is. */
  readonly ifMissing?: boolean
  readonly parentOnly?: boolean
}

const methodClause = ({ method }: Index): string => (method === undefined || method === 'btree' ? '' : ` USING ${quoteIdentifier(method)}`)

const createIndex = (table: Name, index: Index, { online = false, ifMissing = true, parentOnly = false }: CreateOptions): string =>
  fit(
    `CREATE ${index.unique ? 'UNIQUE ' : ''}INDEX ${online ? 'CONCURRENTLY ' : ''}${ifMissing ? 'IF NOT EXISTS ' : ''}${quoteIdentifier(index.name)}`,
    `ON ${parentOnly ? 'ONLY ' : ''}${quoteName(table)}${methodClause(index)} (${index.parts.map(keyPart).join(', ')})`,
    index.include === undefined || index.include.length === 0 ? '' : `INCLUDE (${list(index.include)})`,
    index.nullsNotDistinct === true ? 'NULLS NOT DISTINCT' : '',
    index.with === undefined ? '' : `WITH (${index.with})`,
    index.where === undefined ? '' : `WHERE ${index.where}`,
  )

/** Exact as far as names go: IF NOT EXISTS looks at the index's name alone. */
export const isBuilt = (table: Name, index: Index, isValid: boolean): string =>
  exists(
    'pg_index',
    `indexrelid = ${regclass(sibling(table, index.name))}`,
    `indrelid = ${regclass(table)}`,
    ...(isValid ? ['indisvalid'] : []),
    index.unique ? 'indisunique' : 'NOT indisunique',
    `indpred IS ${index.where === undefined ? 'NULL' : 'NOT NULL'}`,
    namesColumns('indkey', 'indrelid', [...index.parts.flatMap(({ column }) => column ?? []), ...(index.include ?? [])]),
  )

const commentOnIndex = (table: Name, { name, comment }: Index): readonly SqlStatement[] =>
  commentOn(`INDEX ${quoteName(sibling(table, name))}`, comment, quoteLiteral)

/** An index of a new table, or of one whose writes may wait: in a transaction, repeatable. */
export const indexWithin = (table: Name, index: Index, parentOnly = false): readonly SqlStatement[] => [
  {
    sql: createIndex(table, index, { parentOnly }),
    assertAfter: {
      condition: isBuilt(table, index, !parentOnly),
      otherwise: `index ${index.name} was there already and is ${parentOnly ? '' : 'invalid or '}not the one wanted on ${keyOf(table)}. Drop it, then retry.`,
    },
  },
  ...commentOnIndex(table, index),
]

/**
 * What an interrupted CREATE INDEX CONCURRENTLY leaves is invalid, yet may still reject duplicates, and IF NOT EXISTS
 * passes over it. DROP INDEX CONCURRENTLY cannot stand in a DO block, so that it cannot be made conditional: an invalid
 * leftover is renamed (SHARE UPDATE EXCLUSIVE on the index) to a name that nothing else has, and that name is dropped.
 * A build still going on, of a client that was killed, is waited for by looking: whoever waited for its lock would hold
 * a snapshot that the build in turn waits for (measured: deadlock). Outside any transaction, since it commits.
 */
const indexOnline = (table: Name, index: Index): readonly SqlStatement[] => {
  const name = sibling(table, index.name)
  const leftover = sibling(table, deriveName(index.name, 'lockstep_invalid'))
  const doneWhen = isBuilt(table, index, true)
  const isInvalid = exists('pg_index', `indexrelid = ${regclass(name)}`, 'NOT indisvalid')
  const isBuilding = `EXISTS (SELECT FROM pg_stat_progress_create_index WHERE datname = current_database() AND relid = ${regclass(table)})`
  return [
    {
      sql: `DO ${dollarQuote(`
BEGIN
  IF ${isInvalid} THEN
    WHILE ${isBuilding} LOOP
      PERFORM pg_sleep(0.1); -- a build still going on may yet make it valid
      COMMIT; -- and waits for old snapshots, this one's too
    END LOOP;
    IF ${isInvalid} THEN
      ALTER INDEX ${quoteName(name)} RENAME TO ${quoteIdentifier(leftover.name)};
    END IF;
  END IF;
END
`)}`,
      doneWhen,
    },
    { sql: `DROP INDEX CONCURRENTLY IF EXISTS ${quoteName(leftover)}`, doneWhen },
    {
      sql: createIndex(table, index, { online: true }),
      doneWhen,
      assertAfter: {
        condition: doneWhen,
        otherwise:
          `index ${index.name} of ${keyOf(table)} is not valid, or was there already and is another one. ` +
          'Run this again; if it stays, drop the index first.',
      },
    },
    ...commentOnIndex(table, index),
  ]
}

/** Without IF NOT EXISTS, which would take the invalid index of an interrupted build for the wanted one. */
export const loneIndexOnline = (table: Name, index: Index): readonly LoneStatement[] => [
  {
    sql: createIndex(table, index, { online: true, ifMissing: false }),
    afterCut: { sql: `DROP INDEX CONCURRENTLY IF EXISTS ${quoteName(sibling(table, index.name))}` },
  },
  ...commentOnIndex(table, index).map(({ sql }) => ({ sql })),
]

export const indexSql: Printers<Kind> = {
  'create-index': ({ table, index, online, parentOnly }) => (online ? indexOnline(table, index) : indexWithin(table, index, parentOnly)),

  // An interrupted DROP INDEX CONCURRENTLY leaves an index that the next one drops.
  'drop-index': ({ table, index, online }) => [
    { sql: `DROP INDEX ${online ? 'CONCURRENTLY ' : ''}IF EXISTS ${quoteName(sibling(table, index.name))}` },
  ],

  // ALTER INDEX locks SHARE UPDATE EXCLUSIVE; ALTER TABLE would lock ACCESS EXCLUSIVE.
  'rename-index': ({ table, from, to }) => [
    renaming(
      `ALTER INDEX ${quoteName(sibling(table, from))} RENAME TO ${quoteIdentifier(to)}`,
      'to_regclass',
      sibling(table, from),
      sibling(table, to),
    ),
  ],

  // Attaching what is attached does nothing.
  'attach-index': ({ parent, index, partition, partitionIndex }) => [
    { sql: fit(`ALTER INDEX ${quoteName(sibling(parent, index))}`, `ATTACH PARTITION ${quoteName(sibling(partition, partitionIndex))}`) },
  ],
}
