-- Lockstep plan 716767827d81, phase 3 of 3 (contract)
-- Rename users.name to full_name: set not null on users.full_name; drop constraint users.users_full_name_not_null; drop trigger zz_lockstep_u…
-- Rollback: leaves residue: name comes back as the last column; name is copied back from full_name, which has all its values; name comes back…

-- migrate:up
SET LOCAL lock_timeout = 0;

SET LOCAL statement_timeout = 0;

DO $lockstep$
DECLARE who text;
BEGIN
  SET LOCAL lock_timeout = '10s';
  -- other migrations wait here; reads and writes go on
  IF to_regclass('users') IS NOT NULL THEN LOCK TABLE ONLY users IN SHARE UPDATE EXCLUSIVE MODE; END IF;
  SET LOCAL lock_timeout = 0;
EXCEPTION WHEN lock_not_available THEN
  who := (SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE relation = to_regclass('users') AND mode NOT IN ('AccessShareLock', 'RowShareLock', 'RowExclusiveLock') AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
  RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for users: ', who, '. Traffic was not blocked, nothing was changed. End that session or retry later.');
END
$lockstep$;

DO $lockstep$
BEGIN
  IF (NOT EXISTS (SELECT FROM users WHERE full_name IS DISTINCT FROM name)) IS NOT TRUE THEN
    RAISE EXCEPTION USING MESSAGE = concat('LOCKSTEP GATE: contract of "Rename users.name to full_name" must not run yet. ', (SELECT count(*) FROM users WHERE full_name IS DISTINCT FROM name), ' rows of users lack full_name. Nothing was changed. Finish 20261120092953_backfill_users_full_name, then retry. Urgent release? Leave this file out; it is safe to ship later.');
  END IF;
END
$lockstep$;

SET LOCAL statement_timeout = '86399s';

DO $lockstep$
DECLARE give_up timestamptz := clock_timestamp() + interval '10 s'; queued boolean := false; held text[]; seen text[];
  apart text := 'LOCKSTEP: this file must run as one transaction: by themselves its statements would not keep the locks that they need. Nothing was changed. psql: -1 -f FILE. goose: without NO TRANSACTION. Flyway: executeInTransaction=true.';
BEGIN
  IF current_setting('statement_timeout') <> '86399s' THEN -- what was set LOCAL is gone: each statement commits by itself
    IF current_setting('application_name') = 'psql' THEN RAISE WARNING '%', apart; PERFORM pg_terminate_backend(pg_backend_pid()); END IF; -- it would go on after an error
    RAISE EXCEPTION '%', apart; END IF;
  IF EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND relation >= 16384 AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'AccessExclusiveLock')) THEN
    RAISE EXCEPTION 'LOCKSTEP: an earlier migration of this transaction still holds locks that stop traffic; nothing was changed. Give each migration its own transaction (Alembic: transaction_per_migration, Flyway: group=false, psql: -1 for one file at a time).'; END IF;
  LOOP
    IF NOT queued THEN BEGIN SET LOCAL lock_timeout = '2000ms'; LOCK TABLE ONLY users IN SHARE UPDATE EXCLUSIVE MODE; queued := true; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF; -- stops no reads or writes; an autovacuum yields to it
    held := ARRAY(SELECT virtualtransaction FROM pg_locks WHERE relation = to_regclass('users') AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
    IF queued AND (held = '{}' OR NOT held && seen) THEN -- whoever held it 0.1 s ago is through: try for a moment
      BEGIN SET LOCAL lock_timeout = '50ms'; LOCK TABLE ONLY users IN ACCESS EXCLUSIVE MODE; SET LOCAL statement_timeout = '5s'; SET LOCAL synchronous_commit = local; RETURN; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF;
    IF clock_timestamp() > give_up THEN RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for users: ', coalesce((
      SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE virtualtransaction = ANY (held)), 'traffic left no gap of 50 ms; a larger --max-stall would do'), '. Traffic was not blocked, nothing was changed. End that session or retry later.'); END IF;
    seen := held; PERFORM pg_sleep(0.1); END LOOP;
END
$lockstep$;

-- proven by the validated check: no row is read
ALTER TABLE users ALTER COLUMN full_name SET NOT NULL;

-- the check has done its work; a statement of its own, or the proof would be gone before it is used
ALTER TABLE users DROP CONSTRAINT IF EXISTS users_full_name_not_null;

-- one version is left
DROP TRIGGER IF EXISTS zz_lockstep_users_full_name ON users;

DROP FUNCTION IF EXISTS zz_lockstep_users_full_name();

-- nobody reads or writes it any more
ALTER TABLE users DROP COLUMN IF EXISTS name;

-- migrate:down
SET LOCAL statement_timeout = '86399s';

DO $lockstep$
DECLARE give_up timestamptz := clock_timestamp() + interval '10 s'; queued boolean := false; held text[]; seen text[];
  apart text := 'LOCKSTEP: this file must run as one transaction: by themselves its statements would not keep the locks that they need. Nothing was changed. psql: -1 -f FILE. goose: without NO TRANSACTION. Flyway: executeInTransaction=true.';
BEGIN
  IF current_setting('statement_timeout') <> '86399s' THEN -- what was set LOCAL is gone: each statement commits by itself
    IF current_setting('application_name') = 'psql' THEN RAISE WARNING '%', apart; PERFORM pg_terminate_backend(pg_backend_pid()); END IF; -- it would go on after an error
    RAISE EXCEPTION '%', apart; END IF;
  IF EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND relation >= 16384 AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'AccessExclusiveLock')) THEN
    RAISE EXCEPTION 'LOCKSTEP: an earlier migration of this transaction still holds locks that stop traffic; nothing was changed. Give each migration its own transaction (Alembic: transaction_per_migration, Flyway: group=false, psql: -1 for one file at a time).'; END IF;
  LOOP
    IF NOT queued THEN BEGIN SET LOCAL lock_timeout = '2000ms'; LOCK TABLE ONLY users IN SHARE UPDATE EXCLUSIVE MODE; queued := true; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF; -- stops no reads or writes; an autovacuum yields to it
    held := ARRAY(SELECT virtualtransaction FROM pg_locks WHERE relation = to_regclass('users') AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
    IF queued AND (held = '{}' OR NOT held && seen) THEN -- whoever held it 0.1 s ago is through: try for a moment
      BEGIN SET LOCAL lock_timeout = '50ms'; LOCK TABLE ONLY users IN ACCESS EXCLUSIVE MODE; SET LOCAL statement_timeout = '5s'; SET LOCAL synchronous_commit = local; RETURN; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF;
    IF clock_timestamp() > give_up THEN RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for users: ', coalesce((
      SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE virtualtransaction = ANY (held)), 'traffic left no gap of 50 ms; a larger --max-stall would do'), '. Traffic was not blocked, nothing was changed. End that session or retry later.'); END IF;
    seen := held; PERFORM pg_sleep(0.1); END LOOP;
END
$lockstep$;

-- proven by the validated check: no row is read
ALTER TABLE users ALTER COLUMN name SET NOT NULL;

-- the check has done its work; a statement of its own, or the proof would be gone before it is used
ALTER TABLE users DROP CONSTRAINT IF EXISTS users_name_not_null;

-- NOT VALID: binds new rows at once and reads no old one
ALTER TABLE users ADD CONSTRAINT users_full_name_not_null CHECK (full_name IS NOT NULL) NOT VALID;

ALTER TABLE users ALTER COLUMN full_name DROP NOT NULL;
