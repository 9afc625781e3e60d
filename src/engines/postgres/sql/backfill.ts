import type { EngineVersion } from '../../../model/engine.ts'
import { keyOf, type Name } from '../../../model/name.ts'
import { tableIn, type Schema } from '../../../model/schema.ts'
import type { StepOf } from '../../../steps/step.ts'
import { dollarQuote, quoteInBody, quoteLiteral, quoteNameInBody } from '../quote.ts'
import { regclass } from './catalog.ts'
import { enclose, type Printers } from './print.ts'

/** Milliseconds a batch should take. With one wait for a row on top it stays within the 100 ms that row locks may last. */
const aim = 50
/** Milliseconds it waits for a row: well below `deadlock_timeout` (1 s), so that the backfill is the one to give way. */
const lockTimeout = 50
/** Seconds between two batches, left to the traffic and to autovacuum. */
const pause = 0.01
/** Tries at one place, this many seconds apart, before it gives up: with the waits about a minute. */
const tries = 240
const retryPause = 0.2
const passes = 3

/** Block label: variables are named through it, so that no column of the table is taken for one. */
const label = 'lockstep'
const variable = (name: string): string => `${label}.${name}`

/** How the table is walked. `more` says whether there is a place to go on from. */
interface Walk {
  readonly declare: readonly string[]
  /** Size of a batch, in rows or pages: the first, and the bounds it adapts between. */
  readonly batch: { readonly first: number; readonly least: number; readonly most: number }
  readonly start: readonly string[]
  readonly bound: readonly string[]
  readonly within: string
  readonly advance: readonly string[]
}

/** In order of the key, whatever its types; bounds and rows of a batch are found by range scans of its index. */
function byKey(table: Name, key: readonly string[]): Walk {
  const relation = quoteNameInBody(table)
  const columns = key.map(quoteInBody).join(', ')
  const row = (text: string): string => (key.length === 1 ? text : `(${text})`)
  const names = (place: string): readonly string[] => key.map((_, at) => (key.length === 1 ? place : `${place}_${at + 1}`))
  const [first, last] = ['first_key', 'last_key'].map(names) as [readonly string[], readonly string[]]
  const values = (place: readonly string[]): string => row(place.map(variable).join(', '))
  return {
    declare: key.map((column, at) => [first, last].map(place => `${place[at]} ${relation}.${quoteInBody(column)}%TYPE;`).join(' ')),
    batch: { first: 1000, least: 10, most: 10_000 },
    start: [`SELECT ${columns} INTO ${first.join(', ')} FROM ${relation} ORDER BY ${columns} LIMIT 1;`, 'more := FOUND;'],
    bound: [
      `SELECT ${columns} INTO ${last.join(', ')} FROM (`,
      `  SELECT ${columns} FROM ${relation} WHERE ${row(columns)} >= ${values(first)} ORDER BY ${columns} LIMIT ${variable('batch')}`,
      `) AS b ORDER BY ${key.map(column => `${quoteInBody(column)} DESC`).join(', ')} LIMIT 1;`,
      'EXIT WHEN NOT FOUND;',
    ],
    within: `${row(columns)} >= ${values(first)} AND ${row(columns)} <= ${values(last)}`,
    advance: [
      `SELECT ${columns} INTO ${first.join(', ')} FROM ${relation} WHERE ${row(columns)} > ${values(last)} ORDER BY ${columns} LIMIT 1;`,
      'more := FOUND;',
    ],
  }
}

/**
 * Without a key, in order of the pages. A row that an update moves to a later page is met again and found done. Of a
 * partitioned table each batch takes the same pages of all partitions. Ranges of ctid are scans of just those pages
 * since 14; before, the places on them are listed (no page of 8 kB holds more than 291 rows).
 */
function byPage(table: Name, schema: Schema, { major }: EngineVersion): Walk {
  const size =
    tableIn(schema, table)?.partitioning === undefined
      ? `pg_relation_size(${regclass(table)})`
      : `(SELECT max(pg_relation_size(relid)) FROM pg_partition_tree(${regclass(table)}) WHERE isleaf)`
  const isRange = major >= 14
  return {
    declare: ['page bigint; pages bigint;', isRange ? 'low tid; high tid;' : 'places tid[];'],
    batch: { first: 10, least: 1, most: 500 },
    start: ['page := 0;', `pages := ${size} / current_setting('block_size')::bigint;`, 'more := page < pages;'],
    bound: isRange
      ? [`low := format('(%s,0)', page);`, `high := format('(%s,0)', page + batch);`]
      : [
          `places := ARRAY(SELECT format('(%s,%s)', p, i)::tid FROM generate_series(page, page + batch - 1) AS p, generate_series(1, 291) AS i);`,
        ],
    within: isRange ? `ctid >= ${variable('low')} AND ctid < ${variable('high')}` : `ctid = ANY (${variable('places')})`,
    advance: ['page := page + batch;', 'more := page < pages;'],
  }
}

const indent = (lines: readonly string[], by: number): string => lines.map(line => ' '.repeat(by) + line).join('\n')

/**
 * One top-level DO block that commits each batch (not within a transaction block: 2D000). Rows done already are
 * passed over, so that a repetition goes on where a killed run stopped. Settings are local to each batch's transaction.
 */
function backfillSql({ table, set, where, key }: StepOf<'backfill'>, schema: Schema, version: EngineVersion): string {
  const relation = quoteNameInBody(table)
  const walk = key.length === 0 ? byPage(table, schema, version) : byKey(table, key)
  const { first, least, most } = walk.batch
  const assignments = set.map(({ column, expression }) => `${quoteInBody(column)} = ${expression}`).join(', ')
  const gaveUp =
    `LOCKSTEP: gave up after ${tries} tries at one batch of ${keyOf(table)}: another transaction keeps its rows locked. ` +
    'What is filled stays filled; end that transaction, or run this again later.'
  const left =
    `rows of ${keyOf(table)} still satisfy ${where} after ${passes} passes of the backfill: ` +
    'its expression leaves them so, or something writes them meanwhile. What is filled stays filled.'
  return `DO ${dollarQuote(`
#variable_conflict use_column
<<${label}>>
DECLARE
${indent(walk.declare, 2)}
  more boolean; batch int := ${first}; tried int := 0; changed bigint; started timestamptz; took int;
BEGIN
  FOR pass IN 1..${passes} LOOP
${indent(walk.start, 4)}
    WHILE more LOOP
      SET LOCAL lock_timeout = '${lockTimeout}ms';
      SET LOCAL plan_cache_mode = force_custom_plan; -- each range planned for itself
      started := clock_timestamp();
${indent(walk.bound, 6)}
      BEGIN
        UPDATE ${relation} SET ${assignments}
        WHERE ${walk.within}
          AND ${enclose(where)};
        GET DIAGNOSTICS changed = ROW_COUNT;
        tried := 0;
      EXCEPTION WHEN lock_not_available OR deadlock_detected OR serialization_failure THEN
        tried := tried + 1; -- the backfill gives way, never the application
      END;
      COMMIT;
      IF tried = ${tries} THEN
        RAISE EXCEPTION USING MESSAGE = ${quoteLiteral(gaveUp)}, ERRCODE = 'lock_not_available';
      ELSIF tried > 0 THEN
        batch := greatest(${least}, batch / 2);
        PERFORM pg_sleep(${retryPause});
        CONTINUE;
      END IF;
      took := 1 + 1000 * extract(epoch FROM clock_timestamp() - started);
${indent(walk.advance, 6)}
      batch := greatest(${least}, least(${most}, batch * 2, batch * ${aim} / took)); -- about ${aim} ms each
      IF changed > 0 THEN
        PERFORM pg_sleep(${pause});
      END IF;
    END LOOP;
    IF NOT EXISTS (SELECT FROM ${relation} WHERE ${where}) THEN
      RETURN;
    END IF;
  END LOOP;
  RAISE EXCEPTION USING MESSAGE = concat('LOCKSTEP: ', (SELECT count(*) FROM ${relation} WHERE ${where}), ${quoteLiteral(` ${left}`)});
END
`)}`
}

export const backfillPrinter: Printers<'backfill'> = {
  backfill: (step, before, version) => [{ sql: backfillSql(step, before, version) }],
}
