-- Lockstep plan 2b372699dfbf, phase 3 of 4 (contract)
-- Make users.id a bigint: swap users.id with its copy id_new, and all that hangs on it (14 catalog-only statements)
-- Rollback: leaves residue: the index and the foreign keys that were built for the swap are used up; to swap again, take back the files that …

BEGIN;

SET LOCAL lock_timeout = 0;

SET LOCAL statement_timeout = 0;

DO $lockstep$
DECLARE who text;
BEGIN
  SET LOCAL lock_timeout = '10s';
  -- other migrations wait here; reads and writes go on
  IF to_regclass('users') IS NOT NULL THEN LOCK TABLE ONLY users IN SHARE UPDATE EXCLUSIVE MODE; END IF;
  IF to_regclass('orders') IS NOT NULL THEN LOCK TABLE ONLY orders IN SHARE UPDATE EXCLUSIVE MODE; END IF;
  SET LOCAL lock_timeout = 0;
EXCEPTION WHEN lock_not_available THEN
  who := (SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE relation IN (to_regclass('users'), to_regclass('orders')) AND mode NOT IN ('AccessShareLock', 'RowShareLock', 'RowExclusiveLock') AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
  RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for users, orders: ', who, '. Traffic was not blocked, nothing was changed. End that session or retry later.');
END
$lockstep$;

DO $lockstep$
BEGIN
  IF NOT (EXISTS (
  SELECT FROM pg_attribute
  WHERE attrelid = to_regclass('users')
    AND attname = 'id_new'
    AND NOT attisdropped
)) THEN
    RETURN; -- has run before
  END IF;
  IF (NOT EXISTS (SELECT FROM users WHERE id_new IS DISTINCT FROM (id::bigint))) IS NOT TRUE THEN
    RAISE EXCEPTION USING MESSAGE = concat('LOCKSTEP GATE: contract of "Make users.id a bigint" must not run yet. ', (SELECT count(*) FROM users WHERE id_new IS DISTINCT FROM (id::bigint)), ' rows of users differ in id_new. Nothing was changed. Finish 20261120092953_backfill_users_id_new, then retry. Urgent release? Leave this file out; it is safe to ship later.');
  END IF;
END
$lockstep$;

SET LOCAL statement_timeout = 0;

DO $lockstep$
DECLARE give_up timestamptz := clock_timestamp() + interval '10 s'; queued boolean := false; held text[]; seen text[];
BEGIN
  IF EXISTS (
  SELECT FROM pg_attribute
  WHERE attrelid = to_regclass('users')
    AND attname = 'id'
    AND NOT attisdropped
)
AND NOT EXISTS (
  SELECT FROM pg_attribute
  WHERE attrelid = to_regclass('users')
    AND attname = 'id_new'
    AND NOT attisdropped
) THEN RETURN; END IF; -- has run before
  IF EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND relation >= 16384 AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'AccessExclusiveLock')) THEN
    RAISE EXCEPTION 'LOCKSTEP: an earlier migration of this transaction still holds locks that stop traffic; nothing was changed. Give each migration its own transaction (Alembic: transaction_per_migration, Flyway: group=false, psql: -1 for one file at a time).'; END IF;
  LOOP
    IF NOT queued THEN BEGIN SET LOCAL lock_timeout = '2000ms'; LOCK TABLE ONLY users IN SHARE UPDATE EXCLUSIVE MODE; LOCK TABLE ONLY orders IN SHARE UPDATE EXCLUSIVE MODE; queued := true; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF; -- stops no reads or writes; an autovacuum yields to it
    held := ARRAY(SELECT virtualtransaction FROM pg_locks WHERE relation IN (to_regclass('users'), to_regclass('orders')) AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
    IF queued AND (held = '{}' OR NOT held && seen) THEN -- whoever held it 0.1 s ago is through: try for a moment
      BEGIN SET LOCAL lock_timeout = '50ms'; LOCK TABLE ONLY users IN ACCESS EXCLUSIVE MODE; LOCK TABLE ONLY orders IN ACCESS EXCLUSIVE MODE NOWAIT; SET LOCAL statement_timeout = '5s'; SET LOCAL synchronous_commit = local; RETURN; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF;
    IF clock_timestamp() > give_up THEN RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for users, orders: ', coalesce((
      SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE virtualtransaction = ANY (held)), 'traffic left no gap of 50 ms; a larger --max-stall would do'), '. Traffic was not blocked, nothing was changed. End that session or retry later.'); END IF;
    seen := held; PERFORM pg_sleep(0.1); END LOOP;
END
$lockstep$;

-- proven by the validated check: no row is read
DO $lockstep1$
BEGIN
  IF EXISTS (
    SELECT FROM pg_attribute
    WHERE attrelid = to_regclass('users')
      AND attname = 'id'
      AND NOT attisdropped
  )
  AND NOT EXISTS (
    SELECT FROM pg_attribute
    WHERE attrelid = to_regclass('users')
      AND attname = 'id_new'
      AND NOT attisdropped
  ) THEN
    RETURN; -- has run before
  END IF;
  ALTER TABLE users ALTER COLUMN id_new SET NOT NULL;
  -- the check has done its work; a statement of its own, or the proof would be gone before it is used
  ALTER TABLE users DROP CONSTRAINT IF EXISTS users_id_new_not_null;
  -- the names are about to change sides
  DROP TRIGGER IF EXISTS zz_lockstep_users_id ON users;
  DROP FUNCTION IF EXISTS zz_lockstep_users_id();
  ALTER TABLE orders DROP CONSTRAINT IF EXISTS orders_user_id_fkey;
  ALTER TABLE users ALTER COLUMN id DROP DEFAULT;
  ALTER TABLE users DROP CONSTRAINT IF EXISTS users_pkey;
  ALTER TABLE users RENAME COLUMN id TO id_old;
  ALTER TABLE users RENAME COLUMN id_new TO id;
  ALTER TABLE users ADD CONSTRAINT users_pkey PRIMARY KEY USING INDEX users_pkey_new;
  ALTER SEQUENCE users_id_seq AS bigint;
  ALTER SEQUENCE users_id_seq OWNED BY users.id;
  ALTER TABLE users ALTER COLUMN id SET DEFAULT nextval('users_id_seq'::regclass);
  ALTER TABLE users ALTER COLUMN id_old DROP NOT NULL;
  EXECUTE $statement$CREATE OR REPLACE FUNCTION zz_lockstep_users_id() RETURNS trigger
LANGUAGE plpgsql
AS $lockstep$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.id IS NOT NULL THEN
      IF NOT (NEW.id_old IS NOT NULL) OR NEW.id IS DISTINCT FROM NEW.id_old::bigint THEN
        NEW.id_old := CASE WHEN NEW.id BETWEEN -2147483647 - 1 AND 2147483647 THEN NEW.id::integer END;
      END IF;
    ELSE
      NEW.id := NEW.id_old::bigint;
    END IF;
  ELSE
    IF NEW.id IS DISTINCT FROM OLD.id THEN
      IF NEW.id IS DISTINCT FROM NEW.id_old::bigint THEN
        NEW.id_old := CASE WHEN NEW.id BETWEEN -2147483647 - 1 AND 2147483647 THEN NEW.id::integer END;
      END IF;
    ELSIF NEW.id_old IS DISTINCT FROM OLD.id_old THEN
      NEW.id := NEW.id_old::bigint;
    END IF;
  END IF;
  RETURN NEW;
END
$lockstep$$statement$;
  EXECUTE $statement$CREATE OR REPLACE TRIGGER zz_lockstep_users_id
  BEFORE INSERT OR UPDATE ON users
  FOR EACH ROW EXECUTE FUNCTION zz_lockstep_users_id()$statement$;
  ALTER TABLE orders RENAME CONSTRAINT orders_user_id_fkey_new TO orders_user_id_fkey;
END
$lockstep1$;

COMMIT;
