--liquibase formatted sql
-- Lockstep plan 716767827d81, phase 3 of 3 (contract)
-- Rename users.name to full_name: set not null on users.full_name; drop constraint users.users_full_name_not_null; drop trigger zz_lockstep_u…
-- Lockstep: Rollback: leaves residue: name comes back as the last column; name is copied back from full_name, which has all its values; name comes back…

--changeset lockstep:drop_name_from_users runInTransaction:false stripComments:false rollbackSplitStatements:true rollbackEndDelimiter:/ splitStatements:true endDelimiter:/
--comment drop name from users
BEGIN TRANSACTION
/
SET LOCAL lock_timeout = 0;
/
SET LOCAL statement_timeout = 0;
/
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
/
DO $lockstep$
BEGIN
  IF NOT (EXISTS (
  SELECT FROM pg_attribute
  WHERE attrelid = to_regclass('users')
    AND attname = 'name'
    AND NOT attisdropped
)
    AND EXISTS (
  SELECT FROM pg_attribute
  WHERE attrelid = to_regclass('users')
    AND attname = 'full_name'
    AND NOT attisdropped
)) THEN
    RETURN; -- has run before
  END IF;
  IF (NOT EXISTS (SELECT FROM users WHERE full_name IS DISTINCT FROM name)) IS NOT TRUE THEN
    RAISE EXCEPTION USING MESSAGE = concat('LOCKSTEP GATE: contract of "Rename users.name to full_name" must not run yet. ', (SELECT count(*) FROM users WHERE full_name IS DISTINCT FROM name), ' rows of users lack full_name. Nothing was changed. Finish 20261120092957_backfill_users_full_name, then retry. Urgent release? Leave this file out; it is safe to ship later.');
  END IF;
END
$lockstep$;
/
SET LOCAL statement_timeout = '86399s';
/
DO $lockstep$
DECLARE give_up timestamptz := clock_timestamp() + interval '10 s'; queued boolean := false; held text[]; seen text[];
  apart text := 'LOCKSTEP: this file must run as one transaction: by themselves its statements would not keep the locks that they need. Nothing was changed. psql: -1 -f FILE. goose: without NO TRANSACTION. Flyway: executeInTransaction=true.';
BEGIN
  IF current_setting('statement_timeout') <> '86399s' THEN -- what was set LOCAL is gone: each statement commits by itself
    IF current_setting('application_name') = 'psql' THEN RAISE WARNING '%', apart; PERFORM pg_terminate_backend(pg_backend_pid()); END IF; -- it would go on after an error
    RAISE EXCEPTION '%', apart; END IF;
  IF to_regclass('users') IS NULL THEN RETURN; END IF; -- has run before
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
/
-- proven by the validated check: no row is read
ALTER TABLE users ALTER COLUMN full_name SET NOT NULL;
/
-- the check has done its work; a statement of its own, or the proof would be gone before it is used
ALTER TABLE users DROP CONSTRAINT IF EXISTS users_full_name_not_null;
/
-- one version is left
DROP TRIGGER IF EXISTS zz_lockstep_users_full_name ON users;
/
DROP FUNCTION IF EXISTS zz_lockstep_users_full_name();
/
-- nobody reads or writes it any more
ALTER TABLE users DROP COLUMN IF EXISTS name;
/
COMMIT
/
--rollback BEGIN TRANSACTION
--rollback /
--rollback SET LOCAL statement_timeout = '86399s';
--rollback /
--rollback DO $lockstep$
--rollback DECLARE give_up timestamptz := clock_timestamp() + interval '10 s'; queued boolean := false; held text[]; seen text[];
--rollback   apart text := 'LOCKSTEP: this file must run as one transaction: by themselves its statements would not keep the locks that they need. Nothing was changed. psql: -1 -f FILE. goose: without NO TRANSACTION. Flyway: executeInTransaction=true.';
--rollback BEGIN
--rollback   IF current_setting('statement_timeout') <> '86399s' THEN -- what was set LOCAL is gone: each statement commits by itself
--rollback     IF current_setting('application_name') = 'psql' THEN RAISE WARNING '%', apart; PERFORM pg_terminate_backend(pg_backend_pid()); END IF; -- it would go on after an error
--rollback     RAISE EXCEPTION '%', apart; END IF;
--rollback   IF to_regclass('users') IS NULL THEN RETURN; END IF; -- has run before
--rollback   IF EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND relation >= 16384 AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'AccessExclusiveLock')) THEN
--rollback     RAISE EXCEPTION 'LOCKSTEP: an earlier migration of this transaction still holds locks that stop traffic; nothing was changed. Give each migration its own transaction (Alembic: transaction_per_migration, Flyway: group=false, psql: -1 for one file at a time).'; END IF;
--rollback   LOOP
--rollback     IF NOT queued THEN BEGIN SET LOCAL lock_timeout = '2000ms'; LOCK TABLE ONLY users IN SHARE UPDATE EXCLUSIVE MODE; queued := true; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF; -- stops no reads or writes; an autovacuum yields to it
--rollback     held := ARRAY(SELECT virtualtransaction FROM pg_locks WHERE relation = to_regclass('users') AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
--rollback     IF queued AND (held = '{}' OR NOT held && seen) THEN -- whoever held it 0.1 s ago is through: try for a moment
--rollback       BEGIN SET LOCAL lock_timeout = '50ms'; LOCK TABLE ONLY users IN ACCESS EXCLUSIVE MODE; SET LOCAL statement_timeout = '5s'; SET LOCAL synchronous_commit = local; RETURN; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF;
--rollback     IF clock_timestamp() > give_up THEN RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for users: ', coalesce((
--rollback       SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE virtualtransaction = ANY (held)), 'traffic left no gap of 50 ms; a larger --max-stall would do'), '. Traffic was not blocked, nothing was changed. End that session or retry later.'); END IF;
--rollback     seen := held; PERFORM pg_sleep(0.1); END LOOP;
--rollback END
--rollback $lockstep$;
--rollback /
--rollback ALTER TABLE users ADD COLUMN IF NOT EXISTS name text;
--rollback /
--rollback DO $lockstep$
--rollback BEGIN
--rollback   IF NOT EXISTS (
--rollback     SELECT FROM pg_attribute
--rollback     WHERE attrelid = to_regclass('users')
--rollback       AND attname = 'name'
--rollback       AND NOT attisdropped
--rollback       AND format_type(atttypid, atttypmod) = 'text'
--rollback   ) THEN
--rollback     RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: column name of users was there already and is not text. Rename or drop it, then retry.';
--rollback   END IF;
--rollback END
--rollback $lockstep$;
--rollback /
--rollback CREATE OR REPLACE FUNCTION zz_lockstep_users_full_name() RETURNS trigger
--rollback LANGUAGE plpgsql
--rollback AS $lockstep$
--rollback BEGIN
--rollback   IF TG_OP = 'INSERT' THEN
--rollback     IF NEW.full_name IS NOT NULL THEN
--rollback       NEW.name := NEW.full_name;
--rollback     ELSE
--rollback       NEW.full_name := NEW.name;
--rollback     END IF;
--rollback   ELSE
--rollback     IF NEW.full_name IS DISTINCT FROM OLD.full_name THEN
--rollback       NEW.name := NEW.full_name;
--rollback     ELSIF NEW.name IS DISTINCT FROM OLD.name THEN
--rollback       NEW.full_name := NEW.name;
--rollback     END IF;
--rollback   END IF;
--rollback   RETURN NEW;
--rollback END
--rollback $lockstep$;
--rollback /
--rollback CREATE OR REPLACE TRIGGER zz_lockstep_users_full_name
--rollback   BEFORE INSERT OR UPDATE ON users
--rollback   FOR EACH ROW EXECUTE FUNCTION zz_lockstep_users_full_name();
--rollback /
--rollback COMMIT
--rollback /
--rollback SET lock_timeout = 0
--rollback /
--rollback SET statement_timeout = 0
--rollback /
--rollback DO $lockstep$
--rollback #variable_conflict use_column
--rollback <<lockstep>>
--rollback DECLARE
--rollback   first_key users.id%TYPE; last_key users.id%TYPE;
--rollback   more boolean; batch int := 1000; tried int := 0; changed bigint; started timestamptz; took int;
--rollback   one record; singly boolean := false; refused boolean; here text[]; keys text[] := '{}'; unfit bigint := 0; code text;
--rollback BEGIN
--rollback   FOR pass IN 1..3 LOOP
--rollback     SELECT id INTO first_key FROM users ORDER BY id LIMIT 1;
--rollback     more := FOUND;
--rollback     WHILE more LOOP
--rollback       SET LOCAL lock_timeout = '50ms';
--rollback       SET LOCAL plan_cache_mode = force_custom_plan; -- each range planned for itself
--rollback       started := clock_timestamp(); refused := false; here := '{}'; changed := 0;
--rollback       SELECT id INTO last_key FROM (
--rollback         SELECT id FROM users WHERE id >= lockstep.first_key ORDER BY id LIMIT lockstep.batch
--rollback       ) AS b ORDER BY id DESC LIMIT 1;
--rollback       EXIT WHEN NOT FOUND;
--rollback       BEGIN
--rollback         IF singly THEN
--rollback           FOR one IN SELECT id FROM users WHERE id >= lockstep.first_key AND id <= lockstep.last_key LOOP
--rollback             BEGIN
--rollback               UPDATE users SET name = full_name
--rollback               WHERE id = lockstep.one.id
--rollback                 AND (name IS DISTINCT FROM full_name);
--rollback               changed := changed + FOUND::int;
--rollback             EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception THEN
--rollback               here := here || concat(one.id); code := coalesce(code, SQLSTATE);
--rollback             END;
--rollback           END LOOP;
--rollback         ELSE
--rollback           UPDATE users SET name = full_name
--rollback           WHERE id >= lockstep.first_key AND id <= lockstep.last_key
--rollback             AND (name IS DISTINCT FROM full_name);
--rollback           GET DIAGNOSTICS changed = ROW_COUNT;
--rollback         END IF;
--rollback         tried := 0;
--rollback       EXCEPTION WHEN lock_not_available OR deadlock_detected OR serialization_failure THEN
--rollback         tried := tried + 1; -- the backfill gives way, never the application
--rollback       WHEN data_exception OR integrity_constraint_violation OR raise_exception THEN
--rollback         refused := true; tried := 0; -- the same rows once more, one by one, to tell which
--rollback       END;
--rollback       COMMIT;
--rollback       IF tried = 240 THEN
--rollback         RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: gave up after 240 tries at one batch of users: another transaction keeps its rows locked. What is filled stays filled; end that transaction, or run this again later.', ERRCODE = 'lock_not_available';
--rollback       ELSIF tried > 0 THEN
--rollback         batch := greatest(10, batch / 2);
--rollback         PERFORM pg_sleep(0.2);
--rollback         CONTINUE;
--rollback       END IF;
--rollback       IF refused THEN
--rollback         singly := true; batch := 10;
--rollback         CONTINUE;
--rollback       ELSIF singly THEN
--rollback         unfit := unfit + cardinality(here); keys := (keys || here)[1:20]; singly := here <> '{}';
--rollback         EXIT WHEN unfit >= 1000;
--rollback       END IF;
--rollback       took := 1 + 1000 * extract(epoch FROM clock_timestamp() - started);
--rollback       SELECT id INTO first_key FROM users WHERE id > lockstep.last_key ORDER BY id LIMIT 1;
--rollback       more := FOUND;
--rollback       batch := CASE WHEN singly THEN 10 ELSE greatest(10, least(10000, batch * 2, batch * 50 / took)) END; -- about 50 ms each
--rollback       IF changed > 0 THEN
--rollback         PERFORM pg_sleep(0.01);
--rollback       END IF;
--rollback     END LOOP;
--rollback     IF unfit > 0 THEN
--rollback       RAISE EXCEPTION USING MESSAGE = concat('LOCKSTEP: ', CASE WHEN unfit >= 1000 THEN 'at least ' END, unfit, ' rows of users do not fit name = full_name (SQLSTATE ', code, '), id: ', array_to_string(keys, ', '), CASE WHEN unfit > cardinality(keys) THEN ', …' END, '. ',
--rollback         CASE WHEN unfit < 1000 THEN 'All other rows are filled, and stay so' ELSE 'What is filled stays filled' END, '. Correct these, then run this again: it goes on with what is left.');
--rollback     END IF;
--rollback     IF NOT EXISTS (SELECT FROM users WHERE name IS DISTINCT FROM full_name) THEN
--rollback       RETURN;
--rollback     END IF;
--rollback   END LOOP;
--rollback   RAISE EXCEPTION USING MESSAGE = concat('LOCKSTEP: ', (SELECT count(*) FROM users WHERE name IS DISTINCT FROM full_name), ' rows of users still satisfy name IS DISTINCT FROM full_name after 3 passes of the backfill: its expression leaves them so, or something writes them meanwhile. What is filled stays filled.');
--rollback END
--rollback $lockstep$
--rollback /
--rollback RESET lock_timeout
--rollback /
--rollback RESET statement_timeout
--rollback /
--rollback BEGIN TRANSACTION
--rollback /
--rollback SET LOCAL statement_timeout = '86399s';
--rollback /
--rollback DO $lockstep$
--rollback DECLARE give_up timestamptz := clock_timestamp() + interval '10 s'; queued boolean := false; held text[]; seen text[];
--rollback   apart text := 'LOCKSTEP: this file must run as one transaction: by themselves its statements would not keep the locks that they need. Nothing was changed. psql: -1 -f FILE. goose: without NO TRANSACTION. Flyway: executeInTransaction=true.';
--rollback BEGIN
--rollback   IF current_setting('statement_timeout') <> '86399s' THEN -- what was set LOCAL is gone: each statement commits by itself
--rollback     IF current_setting('application_name') = 'psql' THEN RAISE WARNING '%', apart; PERFORM pg_terminate_backend(pg_backend_pid()); END IF; -- it would go on after an error
--rollback     RAISE EXCEPTION '%', apart; END IF;
--rollback   IF EXISTS (
--rollback   SELECT FROM pg_constraint
--rollback   WHERE conrelid = to_regclass('users')
--rollback     AND conname = 'users_name_not_null'
--rollback     AND contype = 'c'
--rollback ) THEN RETURN; END IF; -- has run before
--rollback   IF EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND relation >= 16384 AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'AccessExclusiveLock')) THEN
--rollback     RAISE EXCEPTION 'LOCKSTEP: an earlier migration of this transaction still holds locks that stop traffic; nothing was changed. Give each migration its own transaction (Alembic: transaction_per_migration, Flyway: group=false, psql: -1 for one file at a time).'; END IF;
--rollback   LOOP
--rollback     IF NOT queued THEN BEGIN SET LOCAL lock_timeout = '2000ms'; LOCK TABLE ONLY users IN SHARE UPDATE EXCLUSIVE MODE; queued := true; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF; -- stops no reads or writes; an autovacuum yields to it
--rollback     held := ARRAY(SELECT virtualtransaction FROM pg_locks WHERE relation = to_regclass('users') AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
--rollback     IF queued AND (held = '{}' OR NOT held && seen) THEN -- whoever held it 0.1 s ago is through: try for a moment
--rollback       BEGIN SET LOCAL lock_timeout = '50ms'; LOCK TABLE ONLY users IN ACCESS EXCLUSIVE MODE; SET LOCAL statement_timeout = '5s'; SET LOCAL synchronous_commit = local; RETURN; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF;
--rollback     IF clock_timestamp() > give_up THEN RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for users: ', coalesce((
--rollback       SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE virtualtransaction = ANY (held)), 'traffic left no gap of 50 ms; a larger --max-stall would do'), '. Traffic was not blocked, nothing was changed. End that session or retry later.'); END IF;
--rollback     seen := held; PERFORM pg_sleep(0.1); END LOOP;
--rollback END
--rollback $lockstep$;
--rollback /
--rollback -- NOT VALID: binds new rows at once and reads no old one
--rollback DO $lockstep$
--rollback BEGIN
--rollback   IF NOT EXISTS (
--rollback     SELECT FROM pg_constraint
--rollback     WHERE conrelid = to_regclass('users')
--rollback       AND conname = 'users_name_not_null'
--rollback       AND contype = 'c'
--rollback   ) THEN
--rollback     ALTER TABLE users ADD CONSTRAINT users_name_not_null CHECK (name IS NOT NULL) NOT VALID;
--rollback   END IF;
--rollback END
--rollback $lockstep$;
--rollback /
--rollback COMMIT
--rollback /
--rollback BEGIN TRANSACTION
--rollback /
--rollback SET LOCAL lock_timeout = 0;
--rollback /
--rollback SET LOCAL statement_timeout = 0;
--rollback /
--rollback -- reads the old rows while reads and writes go on
--rollback ALTER TABLE users VALIDATE CONSTRAINT users_name_not_null;
--rollback /
--rollback COMMIT
--rollback /
--rollback BEGIN TRANSACTION
--rollback /
--rollback SET LOCAL statement_timeout = '86399s';
--rollback /
--rollback DO $lockstep$
--rollback DECLARE give_up timestamptz := clock_timestamp() + interval '10 s'; queued boolean := false; held text[]; seen text[];
--rollback   apart text := 'LOCKSTEP: this file must run as one transaction: by themselves its statements would not keep the locks that they need. Nothing was changed. psql: -1 -f FILE. goose: without NO TRANSACTION. Flyway: executeInTransaction=true.';
--rollback BEGIN
--rollback   IF current_setting('statement_timeout') <> '86399s' THEN -- what was set LOCAL is gone: each statement commits by itself
--rollback     IF current_setting('application_name') = 'psql' THEN RAISE WARNING '%', apart; PERFORM pg_terminate_backend(pg_backend_pid()); END IF; -- it would go on after an error
--rollback     RAISE EXCEPTION '%', apart; END IF;
--rollback   IF to_regclass('users') IS NULL THEN RETURN; END IF; -- has run before
--rollback   IF EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND relation >= 16384 AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'AccessExclusiveLock')) THEN
--rollback     RAISE EXCEPTION 'LOCKSTEP: an earlier migration of this transaction still holds locks that stop traffic; nothing was changed. Give each migration its own transaction (Alembic: transaction_per_migration, Flyway: group=false, psql: -1 for one file at a time).'; END IF;
--rollback   LOOP
--rollback     IF NOT queued THEN BEGIN SET LOCAL lock_timeout = '2000ms'; LOCK TABLE ONLY users IN SHARE UPDATE EXCLUSIVE MODE; queued := true; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF; -- stops no reads or writes; an autovacuum yields to it
--rollback     held := ARRAY(SELECT virtualtransaction FROM pg_locks WHERE relation = to_regclass('users') AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
--rollback     IF queued AND (held = '{}' OR NOT held && seen) THEN -- whoever held it 0.1 s ago is through: try for a moment
--rollback       BEGIN SET LOCAL lock_timeout = '50ms'; LOCK TABLE ONLY users IN ACCESS EXCLUSIVE MODE; SET LOCAL statement_timeout = '5s'; SET LOCAL synchronous_commit = local; RETURN; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF;
--rollback     IF clock_timestamp() > give_up THEN RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for users: ', coalesce((
--rollback       SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE virtualtransaction = ANY (held)), 'traffic left no gap of 50 ms; a larger --max-stall would do'), '. Traffic was not blocked, nothing was changed. End that session or retry later.'); END IF;
--rollback     seen := held; PERFORM pg_sleep(0.1); END LOOP;
--rollback END
--rollback $lockstep$;
--rollback /
--rollback -- proven by the validated check: no row is read
--rollback ALTER TABLE users ALTER COLUMN name SET NOT NULL;
--rollback /
--rollback -- the check has done its work; a statement of its own, or the proof would be gone before it is used
--rollback ALTER TABLE users DROP CONSTRAINT IF EXISTS users_name_not_null;
--rollback /
--rollback -- NOT VALID: binds new rows at once and reads no old one
--rollback DO $lockstep$
--rollback BEGIN
--rollback   IF NOT EXISTS (
--rollback     SELECT FROM pg_constraint
--rollback     WHERE conrelid = to_regclass('users')
--rollback       AND conname = 'users_full_name_not_null'
--rollback       AND contype = 'c'
--rollback   ) THEN
--rollback     ALTER TABLE users ADD CONSTRAINT users_full_name_not_null CHECK (full_name IS NOT NULL) NOT VALID;
--rollback   END IF;
--rollback END
--rollback $lockstep$;
--rollback /
--rollback ALTER TABLE users ALTER COLUMN full_name DROP NOT NULL;
--rollback /
--rollback COMMIT
--rollback /
