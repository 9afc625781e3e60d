-- Undoes V20261120093000__replace_function_mail_count.sql. Rollback: leaves residue: mail comes back as the last column; mail is copied back from email, which has all its values; mail comes back as …
-- Flyway Teams: flyway undo. Community: take the V file out of the release, then
-- psql -v ON_ERROR_STOP=1 -f undo/U20261120093000__replace_function_mail_count.sql \
--   -c "DELETE FROM flyway_schema_history WHERE version = '20261120093000'"

BEGIN;

SET LOCAL statement_timeout = '86399s';

DO $lockstep$
DECLARE give_up timestamptz := clock_timestamp() + interval '10 s'; queued boolean := false; held text[]; seen text[];
  apart text := 'LOCKSTEP: this file must run as one transaction: by themselves its statements would not keep the locks that they need. Nothing was changed. psql: -1 -f FILE. goose: without NO TRANSACTION. Flyway: executeInTransaction=true.';
BEGIN
  IF current_setting('statement_timeout') <> '86399s' THEN -- what was set LOCAL is gone: each statement commits by itself
    IF current_setting('application_name') = 'psql' THEN RAISE WARNING '%', apart; PERFORM pg_terminate_backend(pg_backend_pid()); END IF; -- it would go on after an error
    RAISE EXCEPTION '%', apart; END IF;
  IF to_regclass('accounts') IS NULL THEN RETURN; END IF; -- has run before
  IF EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND relation >= 16384 AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'AccessExclusiveLock')) THEN
    RAISE EXCEPTION 'LOCKSTEP: an earlier migration of this transaction still holds locks that stop traffic; nothing was changed. Give each migration its own transaction (Alembic: transaction_per_migration, Flyway: group=false, psql: -1 for one file at a time).'; END IF;
  LOOP
    IF NOT queued THEN BEGIN SET LOCAL lock_timeout = '2000ms'; LOCK TABLE ONLY accounts IN SHARE UPDATE EXCLUSIVE MODE; queued := true; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF; -- stops no reads or writes; an autovacuum yields to it
    held := ARRAY(SELECT virtualtransaction FROM pg_locks WHERE relation = to_regclass('accounts') AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
    IF queued AND (held = '{}' OR NOT held && seen) THEN -- whoever held it 0.1 s ago is through: try for a moment
      BEGIN SET LOCAL lock_timeout = '50ms'; LOCK TABLE ONLY accounts IN ACCESS EXCLUSIVE MODE; SET LOCAL statement_timeout = '5s'; SET LOCAL synchronous_commit = local; RETURN; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF;
    IF clock_timestamp() > give_up THEN RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for accounts: ', coalesce((
      SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE virtualtransaction = ANY (held)), 'traffic left no gap of 50 ms; a larger --max-stall would do'), '. Traffic was not blocked, nothing was changed. End that session or retry later.'); END IF;
    seen := held; PERFORM pg_sleep(0.1); END LOOP;
END
$lockstep$;

ALTER TABLE accounts ADD COLUMN IF NOT EXISTS mail text;

DO $lockstep$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_attribute
    WHERE attrelid = to_regclass('accounts')
      AND attname = 'mail'
      AND NOT attisdropped
      AND format_type(atttypid, atttypmod) = 'text'
  ) THEN
    RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: column mail of accounts was there already and is not text. Rename or drop it, then retry.';
  END IF;
END
$lockstep$;

CREATE OR REPLACE FUNCTION zz_lockstep_accounts_email() RETURNS trigger
LANGUAGE plpgsql
AS $lockstep$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.email IS NOT NULL THEN
      NEW.mail := NEW.email;
    ELSE
      NEW.email := NEW.mail;
    END IF;
  ELSE
    IF NEW.email IS DISTINCT FROM OLD.email THEN
      NEW.mail := NEW.email;
    ELSIF NEW.mail IS DISTINCT FROM OLD.mail THEN
      NEW.email := NEW.mail;
    END IF;
  END IF;
  RETURN NEW;
END
$lockstep$;

CREATE OR REPLACE TRIGGER zz_lockstep_accounts_email
  BEFORE INSERT OR UPDATE ON accounts
  FOR EACH ROW EXECUTE FUNCTION zz_lockstep_accounts_email();

COMMIT;

SET lock_timeout = 0;

SET statement_timeout = 0;

DO $lockstep$
#variable_conflict use_column
<<lockstep>>
DECLARE
  first_key accounts.id%TYPE; last_key accounts.id%TYPE;
  more boolean; batch int := 1000; tried int := 0; changed bigint; started timestamptz; took int;
  one record; singly boolean := false; refused boolean; here text[]; keys text[] := '{}'; unfit bigint := 0; code text;
BEGIN
  FOR pass IN 1..3 LOOP
    SELECT id INTO first_key FROM accounts ORDER BY id LIMIT 1;
    more := FOUND;
    WHILE more LOOP
      SET LOCAL lock_timeout = '50ms';
      SET LOCAL plan_cache_mode = force_custom_plan; -- each range planned for itself
      started := clock_timestamp(); refused := false; here := '{}'; changed := 0;
      SELECT id INTO last_key FROM (
        SELECT id FROM accounts WHERE id >= lockstep.first_key ORDER BY id LIMIT lockstep.batch
      ) AS b ORDER BY id DESC LIMIT 1;
      EXIT WHEN NOT FOUND;
      BEGIN
        IF singly THEN
          FOR one IN SELECT id FROM accounts WHERE id >= lockstep.first_key AND id <= lockstep.last_key LOOP
            BEGIN
              UPDATE accounts SET mail = email
              WHERE id = lockstep.one.id
                AND (mail IS DISTINCT FROM email);
              changed := changed + FOUND::int;
            EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception THEN
              here := here || concat(one.id); code := coalesce(code, SQLSTATE);
            END;
          END LOOP;
        ELSE
          UPDATE accounts SET mail = email
          WHERE id >= lockstep.first_key AND id <= lockstep.last_key
            AND (mail IS DISTINCT FROM email);
          GET DIAGNOSTICS changed = ROW_COUNT;
        END IF;
        tried := 0;
      EXCEPTION WHEN lock_not_available OR deadlock_detected OR serialization_failure THEN
        tried := tried + 1; -- the backfill gives way, never the application
      WHEN data_exception OR integrity_constraint_violation OR raise_exception THEN
        refused := true; tried := 0; -- the same rows once more, one by one, to tell which
      END;
      COMMIT;
      IF tried = 240 THEN
        RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: gave up after 240 tries at one batch of accounts: another transaction keeps its rows locked. What is filled stays filled; end that transaction, or run this again later.', ERRCODE = 'lock_not_available';
      ELSIF tried > 0 THEN
        batch := greatest(10, batch / 2);
        PERFORM pg_sleep(0.2);
        CONTINUE;
      END IF;
      IF refused THEN
        singly := true; batch := 10;
        CONTINUE;
      ELSIF singly THEN
        unfit := unfit + cardinality(here); keys := (keys || here)[1:20]; singly := here <> '{}';
        EXIT WHEN unfit >= 1000;
      END IF;
      took := 1 + 1000 * extract(epoch FROM clock_timestamp() - started);
      SELECT id INTO first_key FROM accounts WHERE id > lockstep.last_key ORDER BY id LIMIT 1;
      more := FOUND;
      batch := CASE WHEN singly THEN 10 ELSE greatest(10, least(10000, batch * 2, batch * 50 / took)) END; -- about 50 ms each
      IF changed > 0 THEN
        PERFORM pg_sleep(0.01);
      END IF;
    END LOOP;
    IF unfit > 0 THEN
      RAISE EXCEPTION USING MESSAGE = concat('LOCKSTEP: ', CASE WHEN unfit >= 1000 THEN 'at least ' END, unfit, ' rows of accounts do not fit mail = email (SQLSTATE ', code, '), id: ', array_to_string(keys, ', '), CASE WHEN unfit > cardinality(keys) THEN ', …' END, '. ',
        CASE WHEN unfit < 1000 THEN 'All other rows are filled, and stay so' ELSE 'What is filled stays filled' END, '. Correct these, then run this again: it goes on with what is left.');
    END IF;
    IF NOT EXISTS (SELECT FROM accounts WHERE mail IS DISTINCT FROM email) THEN
      RETURN;
    END IF;
  END LOOP;
  RAISE EXCEPTION USING MESSAGE = concat('LOCKSTEP: ', (SELECT count(*) FROM accounts WHERE mail IS DISTINCT FROM email), ' rows of accounts still satisfy mail IS DISTINCT FROM email after 3 passes of the backfill: its expression leaves them so, or something writes them meanwhile. What is filled stays filled.');
END
$lockstep$;

RESET lock_timeout;

RESET statement_timeout;

BEGIN;

SET LOCAL statement_timeout = '86399s';

DO $lockstep$
DECLARE give_up timestamptz := clock_timestamp() + interval '10 s'; queued boolean := false; held text[]; seen text[];
  apart text := 'LOCKSTEP: this file must run as one transaction: by themselves its statements would not keep the locks that they need. Nothing was changed. psql: -1 -f FILE. goose: without NO TRANSACTION. Flyway: executeInTransaction=true.';
BEGIN
  IF current_setting('statement_timeout') <> '86399s' THEN -- what was set LOCAL is gone: each statement commits by itself
    IF current_setting('application_name') = 'psql' THEN RAISE WARNING '%', apart; PERFORM pg_terminate_backend(pg_backend_pid()); END IF; -- it would go on after an error
    RAISE EXCEPTION '%', apart; END IF;
  IF EXISTS (
  SELECT FROM pg_constraint
  WHERE conrelid = to_regclass('accounts')
    AND conname = 'accounts_mail_not_null'
    AND contype = 'c'
) THEN RETURN; END IF; -- has run before
  IF EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND relation >= 16384 AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'AccessExclusiveLock')) THEN
    RAISE EXCEPTION 'LOCKSTEP: an earlier migration of this transaction still holds locks that stop traffic; nothing was changed. Give each migration its own transaction (Alembic: transaction_per_migration, Flyway: group=false, psql: -1 for one file at a time).'; END IF;
  LOOP
    IF NOT queued THEN BEGIN SET LOCAL lock_timeout = '2000ms'; LOCK TABLE ONLY accounts IN SHARE UPDATE EXCLUSIVE MODE; queued := true; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF; -- stops no reads or writes; an autovacuum yields to it
    held := ARRAY(SELECT virtualtransaction FROM pg_locks WHERE relation = to_regclass('accounts') AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
    IF queued AND (held = '{}' OR NOT held && seen) THEN -- whoever held it 0.1 s ago is through: try for a moment
      BEGIN SET LOCAL lock_timeout = '50ms'; LOCK TABLE ONLY accounts IN ACCESS EXCLUSIVE MODE; SET LOCAL statement_timeout = '5s'; SET LOCAL synchronous_commit = local; RETURN; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF;
    IF clock_timestamp() > give_up THEN RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for accounts: ', coalesce((
      SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE virtualtransaction = ANY (held)), 'traffic left no gap of 50 ms; a larger --max-stall would do'), '. Traffic was not blocked, nothing was changed. End that session or retry later.'); END IF;
    seen := held; PERFORM pg_sleep(0.1); END LOOP;
END
$lockstep$;

-- NOT VALID: binds new rows at once and reads no old one
DO $lockstep$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_constraint
    WHERE conrelid = to_regclass('accounts')
      AND conname = 'accounts_mail_not_null'
      AND contype = 'c'
  ) THEN
    ALTER TABLE accounts ADD CONSTRAINT accounts_mail_not_null CHECK (mail IS NOT NULL) NOT VALID;
  END IF;
END
$lockstep$;

COMMIT;

BEGIN;

SET LOCAL lock_timeout = 0;

SET LOCAL statement_timeout = 0;

-- reads the old rows while reads and writes go on
ALTER TABLE accounts VALIDATE CONSTRAINT accounts_mail_not_null;

COMMIT;

BEGIN;

SET LOCAL statement_timeout = '86399s';

DO $lockstep$
DECLARE give_up timestamptz := clock_timestamp() + interval '10 s'; queued boolean := false; held text[]; seen text[];
  apart text := 'LOCKSTEP: this file must run as one transaction: by themselves its statements would not keep the locks that they need. Nothing was changed. psql: -1 -f FILE. goose: without NO TRANSACTION. Flyway: executeInTransaction=true.';
BEGIN
  IF current_setting('statement_timeout') <> '86399s' THEN -- what was set LOCAL is gone: each statement commits by itself
    IF current_setting('application_name') = 'psql' THEN RAISE WARNING '%', apart; PERFORM pg_terminate_backend(pg_backend_pid()); END IF; -- it would go on after an error
    RAISE EXCEPTION '%', apart; END IF;
  IF to_regclass('accounts') IS NULL THEN RETURN; END IF; -- has run before
  IF EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND relation >= 16384 AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'AccessExclusiveLock')) THEN
    RAISE EXCEPTION 'LOCKSTEP: an earlier migration of this transaction still holds locks that stop traffic; nothing was changed. Give each migration its own transaction (Alembic: transaction_per_migration, Flyway: group=false, psql: -1 for one file at a time).'; END IF;
  LOOP
    IF NOT queued THEN BEGIN SET LOCAL lock_timeout = '2000ms'; LOCK TABLE ONLY accounts IN SHARE UPDATE EXCLUSIVE MODE; queued := true; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF; -- stops no reads or writes; an autovacuum yields to it
    held := ARRAY(SELECT virtualtransaction FROM pg_locks WHERE relation = to_regclass('accounts') AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
    IF queued AND (held = '{}' OR NOT held && seen) THEN -- whoever held it 0.1 s ago is through: try for a moment
      BEGIN SET LOCAL lock_timeout = '50ms'; LOCK TABLE ONLY accounts IN ACCESS EXCLUSIVE MODE; SET LOCAL statement_timeout = '5s'; SET LOCAL synchronous_commit = local; RETURN; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF;
    IF clock_timestamp() > give_up THEN RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for accounts: ', coalesce((
      SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE virtualtransaction = ANY (held)), 'traffic left no gap of 50 ms; a larger --max-stall would do'), '. Traffic was not blocked, nothing was changed. End that session or retry later.'); END IF;
    seen := held; PERFORM pg_sleep(0.1); END LOOP;
END
$lockstep$;

-- proven by the validated check: no row is read
ALTER TABLE accounts ALTER COLUMN mail SET NOT NULL;

-- the check has done its work; a statement of its own, or the proof would be gone before it is used
ALTER TABLE accounts DROP CONSTRAINT IF EXISTS accounts_mail_not_null;

-- NOT VALID: binds new rows at once and reads no old one
DO $lockstep$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_constraint
    WHERE conrelid = to_regclass('accounts')
      AND conname = 'accounts_email_not_null'
      AND contype = 'c'
  ) THEN
    ALTER TABLE accounts ADD CONSTRAINT accounts_email_not_null CHECK (email IS NOT NULL) NOT VALID;
  END IF;
END
$lockstep$;

ALTER TABLE accounts ALTER COLUMN email DROP NOT NULL;

CREATE OR REPLACE FUNCTION mail_count()
 RETURNS bigint
 LANGUAGE sql
 STABLE
AS $body$
 SELECT count(accounts.email) AS count FROM accounts;
$body$;

DO $lockstep$
BEGIN
  IF (NOT EXISTS (
    SELECT FROM pg_publication_rel
    WHERE prrelid = to_regclass('accounts')
      AND prpubid = (SELECT oid FROM pg_publication WHERE pubname = 'to_warehouse')
  )) IS NOT TRUE THEN
    ALTER PUBLICATION to_warehouse DROP TABLE accounts;
  END IF;
END
$lockstep$;

DO $lockstep1$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_publication_rel
    WHERE prrelid = to_regclass('accounts')
      AND prpubid = (SELECT oid FROM pg_publication WHERE pubname = 'to_warehouse')
      AND ARRAY(SELECT attname::text FROM unnest(prattrs) WITH ORDINALITY AS k (attnum, n) JOIN pg_attribute USING (attnum) WHERE attrelid = prrelid ORDER BY n) = ARRAY['id', 'mail', 'region']
  ) THEN
    EXECUTE $statement$DO $lockstep$
DECLARE
  filter text := (SELECT pg_get_expr(prqual, prrelid) FROM pg_publication_rel WHERE prrelid = to_regclass('accounts') AND prpubid = (SELECT oid FROM pg_publication WHERE pubname = 'to_warehouse'));
BEGIN
  IF EXISTS (
  SELECT FROM pg_publication_rel
  WHERE prrelid = to_regclass('accounts')
    AND prpubid = (SELECT oid FROM pg_publication WHERE pubname = 'to_warehouse')
) THEN
    ALTER PUBLICATION to_warehouse DROP TABLE accounts;
  END IF;
  EXECUTE 'ALTER PUBLICATION to_warehouse ADD TABLE accounts (id, mail, region)' || coalesce(' WHERE (' || filter || ')', '');
END
$lockstep$$statement$;
  END IF;
END
$lockstep1$;

CREATE OR REPLACE FUNCTION mail_count()
 RETURNS bigint
 LANGUAGE sql
 STABLE
BEGIN ATOMIC
 SELECT count(accounts.mail) AS count FROM accounts;
END;

COMMIT;
