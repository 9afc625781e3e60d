import type { EngineVersion } from '../../../model/engine.ts'
import { keyOf } from '../../../model/name.ts'
import { tableIn, type Schema } from '../../../model/schema.ts'
import type { StepOf } from '../../../steps/step.ts'
import { dollarQuote, quoteLiteral, quoteNameInBody } from '../quote.ts'
import type { Printers } from './print.ts'
import { countUnfitLines, raiseUnfitLines, refusedLines, unfitVariables, updateLines } from './unfit-rows.ts'
import { byKey, byPage, label, type Walk } from './walk.ts'

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

const indent = (lines: readonly string[], by: number): string => lines.map(line => ' '.repeat(by) + line).join('\n')

/** One batch, as lines of the loop over them: what could not be locked at once is tried again, in a smaller batch. */
function batchLines(step: StepOf<'backfill'>, walk: Walk): readonly string[] {
  const { least, most } = walk.batch
  const gaveUp =
    `LOCKSTEP: gave up after ${tries} tries at one batch of ${keyOf(step.table)}: another transaction keeps its rows locked. ` +
    'What is filled stays filled; end that transaction, or run this again later.'
  return [
    `SET LOCAL lock_timeout = '${lockTimeout}ms';`,
    'SET LOCAL plan_cache_mode = force_custom_plan; -- each range planned for itself',
    `started := clock_timestamp(); refused := false; here := '{}'; changed := 0;`,
    ...walk.bound,
    'BEGIN',
    ...updateLines(step, walk).map(line => `  ${line}`),
    '  tried := 0;',
    'EXCEPTION WHEN lock_not_available OR deadlock_detected OR serialization_failure THEN',
    '  tried := tried + 1; -- the backfill gives way, never the application',
    ...refusedLines,
    'END;',
    'COMMIT;',
    `IF tried = ${tries} THEN`,
    `  RAISE EXCEPTION USING MESSAGE = ${quoteLiteral(gaveUp)}, ERRCODE = 'lock_not_available';`,
    'ELSIF tried > 0 THEN',
    `  batch := greatest(${least}, batch / 2);`,
    `  PERFORM pg_sleep(${retryPause});`,
    '  CONTINUE;',
    'END IF;',
    ...countUnfitLines(walk),
    'took := 1 + 1000 * extract(epoch FROM clock_timestamp() - started);',
    ...walk.advance,
    `batch := CASE WHEN singly THEN ${least} ELSE greatest(${least}, least(${most}, batch * 2, batch * ${aim} / took)) END; -- about ${aim} ms each`,
  ]
}

/** What is said of rows that no pass has filled, behind their count. */
const rowsLeft = ({ table, where }: StepOf<'backfill'>): string =>
  ` rows of ${keyOf(table)} still satisfy ${where} after ${passes} passes of the backfill: ` +
  'its expression leaves them so, or something writes them meanwhile. What is filled stays filled.'

const isDone = ({ table, where }: StepOf<'backfill'>): string => `NOT EXISTS (SELECT FROM ${quoteNameInBody(table)} WHERE ${where})`

const raiseLeft = (step: StepOf<'backfill'>): string =>
  `RAISE EXCEPTION USING MESSAGE = concat('LOCKSTEP: ', (SELECT count(*) FROM ${quoteNameInBody(step.table)} WHERE ${step.where}), ${quoteLiteral(rowsLeft(step))});`

/**
 * One top-level DO block that commits each batch (not within a transaction block: 2D000). Rows done already are
 * passed over, so that a repetition goes on where a killed run stopped. Settings are local to each batch's transaction.
 */
function backfillSql(step: StepOf<'backfill'>, schema: Schema, version: EngineVersion): string {
  const { table, key } = step
  const walk = key.length === 0 ? byPage(table, tableIn(schema, table)?.partitioning !== undefined, version) : byKey(table, key)
  return `DO ${dollarQuote(`
#variable_conflict use_column
<<${label}>>
DECLARE
${indent(walk.declare, 2)}
  more boolean; batch int := ${walk.batch.first}; tried int := 0; changed bigint; started timestamptz; took int;
  ${unfitVariables.first}
BEGIN
  FOR pass IN 1..${passes} LOOP
${indent(walk.start, 4)}
    WHILE more LOOP
${indent(batchLines(step, walk), 6)}
      IF changed > 0 THEN
        PERFORM pg_sleep(${pause});
      END IF;
    END LOOP;
${indent(raiseUnfitLines(step, walk), 4)}
    IF ${isDone(step)} THEN
      RETURN;
    END IF;
  END LOOP;
  ${raiseLeft(step)}
END
`)}`
}

/** Milliseconds between two batches, and seconds a replica may be behind, unless the session's settings say otherwise. */
const usual = { pause: 10, lag: 10 }

const setting = (name: string, otherwise: number): string =>
  `coalesce(nullif(current_setting('lockstep.${name}', true), ''), '${otherwise}')::float8`

/**
 * The same, to be run away from a deployment: tells how far it is, leaves more time between batches where it is told to
 * (`lockstep.pause_ms`), waits while a replica is behind (`lockstep.max_lag_s`; 0: never), and, with `lockstep.slice_ms`,
 * returns after that time with the place it has come to in `lockstep.state`, from which the next call goes on.
 */
export function backfillInSlices(step: StepOf<'backfill'>, version: EngineVersion): string {
  const { table, key } = step
  const walk = key.length === 0 ? byPage(table, 'unknown', version) : byKey(table, key)
  const place = walk.place.map(variable => `${variable}::text`).join(', ')
  return `DO ${dollarQuote(`
#variable_conflict use_column
<<${label}>>
DECLARE
${indent(walk.declare, 2)}
  more boolean; changed bigint; started timestamptz; took int;
  pause float8 := ${setting('pause_ms', usual.pause)} / 1000; lag interval := ${setting('max_lag_s', usual.lag)} * interval '1 s';
  slice interval := nullif(current_setting('lockstep.slice_ms', true), '')::float8 * interval '1 ms';
  state jsonb := nullif(current_setting('lockstep.state', true), '')::jsonb; -- where the slice before this one stopped
  pass int := coalesce((state->>'pass')::int, 1); batch int := coalesce((state->>'batch')::int, ${walk.batch.first});
  tried int := coalesce((state->>'tried')::int, 0); filled bigint := coalesce((state->>'filled')::bigint, 0);
  total bigint := (state->>'total')::bigint; began timestamptz; told timestamptz; rate float8;
  ${unfitVariables.again}
BEGIN
  IF total IS NULL THEN
    BEGIN
      SELECT count(*) INTO total FROM ${quoteNameInBody(table)} WHERE ${step.where};
    EXCEPTION WHEN data_exception OR raise_exception THEN
      SELECT count(*) INTO total FROM ${quoteNameInBody(table)}; -- a row does not fit: which, is told when all others are filled
    END;
    COMMIT;
  END IF;
  began := clock_timestamp(); told := began;
  WHILE pass <= ${passes} LOOP
${indent(walk.start, 4)}
    IF state->'place' IS NOT NULL THEN
${indent(
  walk.place.map((variable, at) => `${variable} := state->'place'->>${at};`),
  6,
)}
      state := NULL;
    END IF;
    WHILE more LOOP
      IF started IS NOT NULL AND clock_timestamp() > began + slice THEN -- a batch at least
        PERFORM set_config('lockstep.state', jsonb_build_object('place', jsonb_build_array(${place}), 'pass', pass, 'batch', batch, 'tried', tried, 'filled', filled, 'total', total, ${unfitVariables.kept})::text, false);
        RETURN;
      END IF;
      IF slice IS NULL AND clock_timestamp() > told + interval '5 s' THEN
        told := clock_timestamp(); rate := filled / extract(epoch FROM told - began);
        RAISE NOTICE '% of % rows of ${keyOf(table).replaceAll("'", "''").replaceAll('%', '%%')} filled, % rows/s, % s left', filled, total, round(rate), ceil(greatest(total - filled, 0) / nullif(rate, 0));
      END IF;
      IF lag > '0' AND (SELECT max(replay_lag) FROM pg_stat_replication) > lag THEN
        COMMIT;
        started := clock_timestamp(); -- who waits may be stopped
        PERFORM pg_sleep(1); -- a replica is behind: lets it catch up
        CONTINUE;
      END IF;
${indent(batchLines(step, walk), 6)}
      filled := filled + changed;
      IF changed > 0 THEN
        PERFORM pg_sleep(pause);
      END IF;
    END LOOP;
${indent(raiseUnfitLines(step, walk), 4)}
    IF ${isDone(step)} THEN
      PERFORM set_config('lockstep.state', jsonb_build_object('through', true, 'filled', filled, 'total', total)::text, false);
      RETURN;
    END IF;
    pass := pass + 1;
  END LOOP;
  ${raiseLeft(step)}
END
`)}`
}

export const backfillPrinter: Printers<'backfill'> = {
  backfill: (step, before, version) => [{ sql: backfillSql(step, before, version) }],
}
