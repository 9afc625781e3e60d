-- Lockstep plan de01a5ab596b, phase 3 of 3 (contract)
-- Rename users.mail and users.state: set not null on users.email; drop constraint users.users_email_not_null; drop trigger zz_lockstep_users_…
-- Rollback: leaves residue: state comes back as the last column; state is copied back from status, which has all its values; state comes back…

BEGIN;

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
  IF NOT (EXISTS (
  SELECT FROM pg_attribute
  WHERE attrelid = to_regclass('users')
    AND attname = 'mail'
    AND NOT attisdropped
)
    AND EXISTS (
  SELECT FROM pg_attribute
  WHERE attrelid = to_regclass('users')
    AND attname = 'email'
    AND NOT attisdropped
)) THEN
    RETURN; -- has run before
  END IF;
  IF (NOT EXISTS (SELECT FROM users WHERE email IS DISTINCT FROM mail)) IS NOT TRUE THEN
    RAISE EXCEPTION USING MESSAGE = concat('LOCKSTEP GATE: contract of "Rename users.mail and users.state" must not run yet. ', (SELECT count(*) FROM users WHERE email IS DISTINCT FROM mail), ' rows of users lack email. Nothing was changed. Finish 20261120092957_backfill_users_status, then retry. Urgent release? Leave this file out; it is safe to ship later.');
  END IF;
END
$lockstep$;

DO $lockstep$
BEGIN
  IF NOT (EXISTS (
  SELECT FROM pg_attribute
  WHERE attrelid = to_regclass('users')
    AND attname = 'state'
    AND NOT attisdropped
)
    AND EXISTS (
  SELECT FROM pg_attribute
  WHERE attrelid = to_regclass('users')
    AND attname = 'status'
    AND NOT attisdropped
)) THEN
    RETURN; -- has run before
  END IF;
  IF (NOT EXISTS (SELECT FROM users WHERE status IS DISTINCT FROM state)) IS NOT TRUE THEN
    RAISE EXCEPTION USING MESSAGE = concat('LOCKSTEP GATE: contract of "Rename users.mail and users.state" must not run yet. ', (SELECT count(*) FROM users WHERE status IS DISTINCT FROM state), ' rows of users lack status. Nothing was changed. Finish 20261120092957_backfill_users_status, then retry. Urgent release? Leave this file out; it is safe to ship later.');
  END IF;
END
$lockstep$;

SET LOCAL statement_timeout = 0;

DO $lockstep$
DECLARE give_up timestamptz := clock_timestamp() + interval '10 s'; queued boolean := false; held text[]; seen text[];
BEGIN
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

-- proven by the validated check: no row is read
ALTER TABLE users ALTER COLUMN email SET NOT NULL;

-- the check has done its work; a statement of its own, or the proof would be gone before it is used
ALTER TABLE users DROP CONSTRAINT IF EXISTS users_email_not_null;

-- one version is left
DROP TRIGGER IF EXISTS zz_lockstep_users_email ON users;

DROP FUNCTION IF EXISTS zz_lockstep_users_email();

-- nobody reads or writes it any more
ALTER TABLE users DROP COLUMN IF EXISTS mail;

DO $lockstep$
BEGIN
  IF ((to_regclass('users_mail_lower_idx') IS NOT NULL AND to_regclass('users_mail_lower_idx_email') IS NULL)
    OR (to_regclass(quote_ident(current_schema()) || '.users_mail_lower_idx') IS NOT NULL AND to_regclass(quote_ident(current_schema()) || '.users_mail_lower_idx_email') IS NULL)) IS NOT TRUE THEN
    ALTER INDEX users_mail_lower_idx_email RENAME TO users_mail_lower_idx;
  END IF;
END
$lockstep$;

DO $lockstep$
BEGIN
  IF (EXISTS (SELECT FROM pg_constraint WHERE conrelid = to_regclass('users') AND conname = 'users_mail_key')
  AND NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = to_regclass('users') AND conname = 'users_mail_key_email')) IS NOT TRUE THEN
    ALTER TABLE users RENAME CONSTRAINT users_mail_key_email TO users_mail_key;
  END IF;
END
$lockstep$;

DO $lockstep$
BEGIN
  IF (EXISTS (SELECT FROM pg_constraint WHERE conrelid = to_regclass('users') AND conname = 'users_mail_check')
  AND NOT EXISTS (
    SELECT FROM pg_constraint
    WHERE conrelid = to_regclass('users')
      AND conname = 'users_mail_check_email'
  )) IS NOT TRUE THEN
    ALTER TABLE users RENAME CONSTRAINT users_mail_check_email TO users_mail_check;
  END IF;
END
$lockstep$;

-- proven by the validated check: no row is read
ALTER TABLE users ALTER COLUMN status SET NOT NULL;

-- the check has done its work; a statement of its own, or the proof would be gone before it is used
ALTER TABLE users DROP CONSTRAINT IF EXISTS users_status_not_null;

-- one version is left
DROP TRIGGER IF EXISTS zz_lockstep_users_status ON users;

DROP FUNCTION IF EXISTS zz_lockstep_users_status();

-- nobody reads or writes it any more
ALTER TABLE users DROP COLUMN IF EXISTS state;

COMMIT;
