import { postgresLockModes, type LockMode } from '../../model/effects.ts'
import type { AcquireOptions, LockRequest, LockTarget } from '../../steps/engine.ts'
import { acquire, compatible, holders, yieldTime } from './acquire.ts'
import { readIdentifiers } from './identifier.ts'
import { dollarQuote, quoteName } from './quote.ts'

const tables = "jsonb_array_elements(asked->'tables') WITH ORDINALITY AS asked_for (t, n)"

/** As `compatible` says. */
const harmlessTo = `CASE t->>'mode'\n          ${(Object.keys(compatible) as LockMode[])
  .map(mode => `WHEN '${mode.toUpperCase()}' THEN '{${compatible[mode].map(other => `${other}Lock`).join(',')}}'`)
  .join('\n          ')} END`

/**
 * The head that `acquire` prints for each file, as one text for all of them: it reads what is asked of it from the setting
 * `lockstep.asked` (a `LockRequest` as JSON). Frozen as version 1: what teams have committed must not change any more.
 */
export const politeLock = `DO ${dollarQuote(`
DECLARE
  asked jsonb := current_setting('lockstep.asked')::jsonb;
  attempt text := greatest(1, round((asked->>'within')::numeric / 2)) || 'ms';
  give_up timestamptz := clock_timestamp() + (asked->>'patience')::float8 * interval '1 s';
  names text := (SELECT string_agg(t->>'name', ', ' ORDER BY n) FROM ${tables});
  queue text := (SELECT string_agg(format('LOCK TABLE ONLY %s IN SHARE UPDATE EXCLUSIVE MODE', t->>'name'), '; ' ORDER BY n) FROM ${tables});
  take text := coalesce(asked->>'statement', (SELECT string_agg(format('LOCK TABLE ONLY %s IN %s MODE%s', t->>'name', t->>'mode', CASE WHEN n > 1 THEN ' NOWAIT' END), '; ' ORDER BY n) FROM ${tables}));
  queued boolean := asked->>'statement' IS NOT NULL; done boolean; held text[]; seen text[];
BEGIN
  IF asked->>'done_when' IS NOT NULL THEN
    EXECUTE 'SELECT ' || (asked->>'done_when') INTO done;
  ELSIF (asked->>'may_be_gone')::boolean THEN
    done := EXISTS (SELECT FROM ${tables} WHERE to_regclass(t->>'name') IS NULL);
  END IF;
  IF done THEN RETURN; END IF; -- has run before
  IF EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND relation >= 16384 AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'AccessExclusiveLock')) THEN
    RAISE EXCEPTION 'LOCKSTEP: an earlier migration of this transaction still holds locks that stop traffic; nothing was changed. Give each migration its own transaction (Alembic: transaction_per_migration).';
  END IF;
  LOOP
    IF NOT queued THEN
      BEGIN
        SET LOCAL lock_timeout = '${yieldTime}ms';
        EXECUTE queue; -- stops no reads or writes; an autovacuum yields to it
        queued := true;
      EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL;
      END;
    END IF;
    held := ARRAY(
      SELECT virtualtransaction FROM pg_locks JOIN ${tables} ON relation = to_regclass(t->>'name')
      WHERE granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND mode <> ALL ((${harmlessTo})::text[]));
    IF queued AND (held = '{}' OR NOT held && seen) THEN -- whoever held it 0.1 s ago is through: try for a moment
      BEGIN
        PERFORM set_config('lock_timeout', attempt, true);
        EXECUTE take;
        IF (asked->>'long')::boolean IS NOT TRUE THEN SET LOCAL statement_timeout = '5s'; END IF;
        SET LOCAL synchronous_commit = local;
        RETURN;
      EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL;
      END;
    END IF;
    IF clock_timestamp() > give_up THEN
      RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after ', asked->>'patience', ' s waiting for ', names, ': ', coalesce((
        ${holders} FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE virtualtransaction = ANY (held)),
        'traffic left no gap of ' || attempt || '; a larger --max-stall would do'), '. Traffic was not blocked, nothing was changed. End that session or retry later.');
    END IF;
    seen := held;
    PERFORM pg_sleep(0.1);
  END LOOP;
END
`)}`

/** What `acquire` would print, as a request to that text. */
export const askFor = (targets: readonly LockTarget[], options: AcquireOptions): LockRequest => ({
  tables: targets.map(({ relation, mode }) => ({ name: quoteName(relation), mode: mode.toUpperCase() })),
  within: options.maxStall,
  patience: options.patience,
  ...(options.doneWhen === undefined ? {} : { doneWhen: options.doneWhen }),
  ...(options.doneWhen === undefined && options.reruns === true && options.statement === undefined ? { mayBeGone: true } : {}),
  ...(options.isJob === true ? { long: true } : {}),
  ...(options.statement === undefined ? {} : { statement: options.statement }),
})

/** A request as the statements that `acquire` would have printed for it: migrations that call the frozen text are read as those. */
export const spellOut = ({ tables: asked, within, mayBeGone, long, ...rest }: LockRequest): readonly string[] | undefined => {
  const targets = asked.flatMap(({ name, mode }): readonly LockTarget[] => {
    const parts = (readIdentifiers(name) ?? []).map(({ text }) => text)
    const [last, schema] = parts.toReversed()
    const known = postgresLockModes.find(each => each.toUpperCase() === mode)
    if (last === undefined || parts.length > 2 || known === undefined) return []
    return [{ relation: { name: last, ...(schema === undefined ? {} : { schema }) }, relationKind: 'table', mode: known }]
  })
  if (targets.length < asked.length || targets.length === 0) return undefined
  return acquire(targets, {
    ...rest,
    maxStall: within,
    ...(mayBeGone === undefined ? {} : { reruns: true }),
    ...(long === undefined ? {} : { isJob: true }),
  })
}
