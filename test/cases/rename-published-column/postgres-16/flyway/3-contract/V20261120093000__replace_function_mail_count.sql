-- Lockstep plan 73638357e4b6, phase 3 of 3 (contract)
-- Call mail email: replace function mail_count(); withdraw accounts from publication to_warehouse; set not null on accounts.email; drop const…
-- Rollback: leaves residue: mail comes back as the last column; mail is copied back from email, which has all its values; mail comes back as …

DO $lockstep$
BEGIN
  IF (NOT EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND relation >= 16384 AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'AccessExclusiveLock'))) IS NOT TRUE THEN
    RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: set flyway.group=false. An earlier migration of this transaction still holds locks that stop traffic, and this one takes long. Nothing was changed.';
  END IF;
END
$lockstep$;

SET LOCAL lock_timeout = 0;

SET LOCAL statement_timeout = 0;

DO $lockstep$
DECLARE who text;
BEGIN
  SET LOCAL lock_timeout = '10s';
  -- other migrations wait here; reads and writes go on
  IF to_regclass('accounts') IS NOT NULL THEN LOCK TABLE ONLY accounts IN SHARE UPDATE EXCLUSIVE MODE; END IF;
  SET LOCAL lock_timeout = 0;
EXCEPTION WHEN lock_not_available THEN
  who := (SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE relation = to_regclass('accounts') AND mode NOT IN ('AccessShareLock', 'RowShareLock', 'RowExclusiveLock') AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
  RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for accounts: ', who, '. Traffic was not blocked, nothing was changed. End that session or retry later.');
END
$lockstep$;

DO $lockstep$
BEGIN
  IF NOT (EXISTS (
  SELECT FROM pg_attribute
  WHERE attrelid = to_regclass('accounts')
    AND attname = 'mail'
    AND NOT attisdropped
)
    AND EXISTS (
  SELECT FROM pg_attribute
  WHERE attrelid = to_regclass('accounts')
    AND attname = 'email'
    AND NOT attisdropped
)) THEN
    RETURN; -- has run before
  END IF;
  IF (NOT EXISTS (SELECT FROM accounts WHERE email IS DISTINCT FROM mail)) IS NOT TRUE THEN
    RAISE EXCEPTION USING MESSAGE = concat('LOCKSTEP GATE: contract of "Call mail email" must not run yet. ', (SELECT count(*) FROM accounts WHERE email IS DISTINCT FROM mail), ' rows of accounts lack email. Nothing was changed. Finish V20261120092957__backfill_accounts_email, then retry. Urgent release? Leave this file out; it is safe to ship later.');
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

-- it comes back in this transaction, on the new name
CREATE OR REPLACE FUNCTION mail_count()
 RETURNS bigint
 LANGUAGE sql
 STABLE
AS $body$
 SELECT count(accounts.email) AS count FROM accounts;
$body$;

-- it comes back in this transaction, on the new name
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

-- proven by the validated check: no row is read
ALTER TABLE accounts ALTER COLUMN email SET NOT NULL;

-- the check has done its work; a statement of its own, or the proof would be gone before it is used
ALTER TABLE accounts DROP CONSTRAINT IF EXISTS accounts_email_not_null;

-- one version is left
DROP TRIGGER IF EXISTS zz_lockstep_accounts_email ON accounts;

DROP FUNCTION IF EXISTS zz_lockstep_accounts_email();

-- nobody reads or writes it any more
ALTER TABLE accounts DROP COLUMN IF EXISTS mail;

DO $lockstep1$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_publication_rel
    WHERE prrelid = to_regclass('accounts')
      AND prpubid = (SELECT oid FROM pg_publication WHERE pubname = 'to_warehouse')
      AND ARRAY(SELECT attname::text FROM unnest(prattrs) WITH ORDINALITY AS k (attnum, n) JOIN pg_attribute USING (attnum) WHERE attrelid = prrelid ORDER BY n) = ARRAY['id', 'email', 'region']
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
  EXECUTE 'ALTER PUBLICATION to_warehouse ADD TABLE accounts (id, email, region)' || coalesce(' WHERE (' || filter || ')', '');
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
 SELECT count(accounts.email) AS count FROM accounts;
END;
