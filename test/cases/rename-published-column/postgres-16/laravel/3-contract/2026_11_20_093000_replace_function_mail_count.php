<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Database\Schema\Blueprint;
use Illuminate\Support\Facades\DB;
use Illuminate\Support\Facades\Schema;

// Lockstep plan 73638357e4b6, phase 3 of 3 (contract)
// Call mail email: replace function mail_count(); withdraw accounts from publication to_warehouse; set not null on accounts.email; drop const…
// Rollback: leaves residue: mail comes back as the last column; mail is copied back from email, which has all its values; mail comes back as …
return new class extends Migration
{
    public $withinTransaction = false;

    public function up(): void
    {
        DB::transaction(function () {
            if (DB::getDriverName() === 'pgsql') {
                // Long work: no short time limits.
                DB::statement('SET LOCAL lock_timeout = 0');
                DB::statement('SET LOCAL statement_timeout = 0');

                DB::unprepared(<<<'SQL'
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
                    $lockstep$
                    SQL);

                // Stops here unless the data is ready.
                DB::unprepared(<<<'SQL'
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
                        RAISE EXCEPTION USING MESSAGE = concat('LOCKSTEP GATE: contract of "Call mail email" must not run yet. ', (SELECT count(*) FROM accounts WHERE email IS DISTINCT FROM mail), ' rows of accounts lack email. Nothing was changed. Finish 2026_11_20_092957_backfill_accounts_email, then retry. Urgent release? Leave this file out; it is safe to ship later.');
                      END IF;
                    END
                    $lockstep$
                    SQL);

                // Waits for the lock without making others wait behind it.
                DB::statement('SET LOCAL statement_timeout = 0');

                DB::unprepared(<<<'SQL'
                    DO $lockstep$
                    DECLARE give_up timestamptz := clock_timestamp() + interval '10 s'; queued boolean := false; held text[]; seen text[];
                    BEGIN
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
                    $lockstep$
                    SQL);

                // Laravel takes no lock: another process may have run this file while this one waited.
                if (in_array(basename(__FILE__, '.php'), app('migration.repository')->getRan(), true)) {
                    return;
                }

                // it comes back in this transaction, on the new name
                DB::unprepared(<<<'SQL'
                    CREATE OR REPLACE FUNCTION mail_count()
                     RETURNS bigint
                     LANGUAGE sql
                     STABLE
                    AS $body$
                     SELECT count(accounts.email) AS count FROM accounts;
                    $body$
                    SQL);

                if (DB::selectFromWriteConnection(<<<'SQL'
                    SELECT 1 WHERE NOT EXISTS (
                      SELECT FROM pg_publication_rel
                      WHERE prrelid = to_regclass('accounts')
                        AND prpubid = (SELECT oid FROM pg_publication WHERE pubname = 'to_warehouse')
                    )
                    SQL) === []) {
                    // it comes back in this transaction, on the new name
                    DB::statement('ALTER PUBLICATION to_warehouse DROP TABLE accounts');
                }

                // proven by the validated check: no row is read
                DB::statement('ALTER TABLE accounts ALTER COLUMN email SET NOT NULL');

                // the check has done its work; a statement of its own, or the proof would be gone before it is used
                DB::statement('ALTER TABLE accounts DROP CONSTRAINT IF EXISTS accounts_email_not_null');

                // one version is left
                DB::statement('DROP TRIGGER IF EXISTS zz_lockstep_accounts_email ON accounts');
                DB::statement('DROP FUNCTION IF EXISTS zz_lockstep_accounts_email()');
            }

            // nobody reads or writes it any more
            if (DB::pretending() || Schema::hasColumn('accounts', 'mail')) {
                Schema::table('accounts', function (Blueprint $table) {
                    $table->dropColumn('mail');
                });
            }

            if (DB::getDriverName() === 'pgsql') {
                if (DB::selectFromWriteConnection(<<<'SQL'
                    SELECT 1 WHERE EXISTS (
                      SELECT FROM pg_publication_rel
                      WHERE prrelid = to_regclass('accounts')
                        AND prpubid = (SELECT oid FROM pg_publication WHERE pubname = 'to_warehouse')
                        AND ARRAY(SELECT attname::text FROM unnest(prattrs) WITH ORDINALITY AS k (attnum, n) JOIN pg_attribute USING (attnum) WHERE attrelid = prrelid ORDER BY n) = ARRAY['id', 'email', 'region']
                    )
                    SQL) === []) {
                    // publish accounts in to_warehouse
                    DB::unprepared(<<<'SQL'
                        DO $lockstep$
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
                        $lockstep$
                        SQL);
                }

                // replace function mail_count()
                DB::statement(<<<'SQL'
                    CREATE OR REPLACE FUNCTION mail_count()
                     RETURNS bigint
                     LANGUAGE sql
                     STABLE
                    BEGIN ATOMIC
                     SELECT count(accounts.email) AS count FROM accounts;
                    END
                    SQL);
            }
        });
    }

    public function down(): void
    {
        DB::transaction(function () {
            if (DB::getDriverName() === 'pgsql') {
                // Waits for the lock without making others wait behind it.
                DB::statement('SET LOCAL statement_timeout = 0');

                DB::unprepared(<<<'SQL'
                    DO $lockstep$
                    DECLARE give_up timestamptz := clock_timestamp() + interval '10 s'; queued boolean := false; held text[]; seen text[];
                    BEGIN
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
                    $lockstep$
                    SQL);
            }

            if (! Schema::hasColumn('accounts', 'mail')) {
                Schema::table('accounts', function (Blueprint $table) {
                    $table->text('mail')->nullable();
                });
            }

            if (DB::getDriverName() === 'pgsql') {
                DB::unprepared(<<<'SQL'
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
                    $lockstep$
                    SQL);

                // create trigger zz_lockstep_accounts_email: keep mail and email of accounts in step
                DB::unprepared(<<<'SQL'
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
                    $lockstep$
                    SQL);

                DB::statement(<<<'SQL'
                    CREATE OR REPLACE TRIGGER zz_lockstep_accounts_email
                      BEFORE INSERT OR UPDATE ON accounts
                      FOR EACH ROW EXECUTE FUNCTION zz_lockstep_accounts_email()
                    SQL);
            }
        });

        if (DB::getDriverName() === 'pgsql') {
            // Long work: no short time limits.
            DB::statement('SET lock_timeout = 0');
            DB::statement('SET statement_timeout = 0');

            // backfill accounts.mail
            DB::unprepared(<<<'SQL'
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
                $lockstep$
                SQL);

            DB::statement('RESET lock_timeout');
            DB::statement('RESET statement_timeout');
        }

        if (DB::getDriverName() !== 'pgsql' || DB::selectFromWriteConnection(<<<'SQL'
            SELECT 1 WHERE EXISTS (
              SELECT FROM pg_constraint
              WHERE conrelid = to_regclass('accounts')
                AND conname = 'accounts_mail_not_null'
                AND contype = 'c'
            )
            SQL) === []) {
            DB::transaction(function () {
                if (DB::getDriverName() === 'pgsql') {
                    // Waits for the lock without making others wait behind it.
                    DB::statement('SET LOCAL statement_timeout = 0');

                    DB::unprepared(<<<'SQL'
                        DO $lockstep$
                        DECLARE give_up timestamptz := clock_timestamp() + interval '10 s'; queued boolean := false; held text[]; seen text[];
                        BEGIN
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
                        $lockstep$
                        SQL);

                    // NOT VALID: binds new rows at once and reads no old one
                    DB::statement(<<<'SQL'
                        ALTER TABLE accounts ADD CONSTRAINT accounts_mail_not_null CHECK (mail IS NOT NULL) NOT VALID
                        SQL);
                }
            });
        }

        DB::transaction(function () {
            if (DB::getDriverName() === 'pgsql') {
                // Long work: no short time limits.
                DB::statement('SET LOCAL lock_timeout = 0');
                DB::statement('SET LOCAL statement_timeout = 0');

                // reads the old rows while reads and writes go on
                DB::statement('ALTER TABLE accounts VALIDATE CONSTRAINT accounts_mail_not_null');
            }
        });

        DB::transaction(function () {
            if (DB::getDriverName() === 'pgsql') {
                // Waits for the lock without making others wait behind it.
                DB::statement('SET LOCAL statement_timeout = 0');

                DB::unprepared(<<<'SQL'
                    DO $lockstep$
                    DECLARE give_up timestamptz := clock_timestamp() + interval '10 s'; queued boolean := false; held text[]; seen text[];
                    BEGIN
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
                    $lockstep$
                    SQL);

                // proven by the validated check: no row is read
                DB::statement('ALTER TABLE accounts ALTER COLUMN mail SET NOT NULL');

                // the check has done its work; a statement of its own, or the proof would be gone before it is used
                DB::statement('ALTER TABLE accounts DROP CONSTRAINT IF EXISTS accounts_mail_not_null');

                if (DB::selectFromWriteConnection(<<<'SQL'
                    SELECT 1 WHERE EXISTS (
                      SELECT FROM pg_constraint
                      WHERE conrelid = to_regclass('accounts')
                        AND conname = 'accounts_email_not_null'
                        AND contype = 'c'
                    )
                    SQL) === []) {
                    // NOT VALID: binds new rows at once and reads no old one
                    DB::statement(<<<'SQL'
                        ALTER TABLE accounts ADD CONSTRAINT accounts_email_not_null CHECK (email IS NOT NULL) NOT VALID
                        SQL);
                }

                // drop not null from accounts.email
                DB::statement('ALTER TABLE accounts ALTER COLUMN email DROP NOT NULL');

                // replace function mail_count()
                DB::unprepared(<<<'SQL'
                    CREATE OR REPLACE FUNCTION mail_count()
                     RETURNS bigint
                     LANGUAGE sql
                     STABLE
                    AS $body$
                     SELECT count(accounts.email) AS count FROM accounts;
                    $body$
                    SQL);

                if (DB::selectFromWriteConnection(<<<'SQL'
                    SELECT 1 WHERE NOT EXISTS (
                      SELECT FROM pg_publication_rel
                      WHERE prrelid = to_regclass('accounts')
                        AND prpubid = (SELECT oid FROM pg_publication WHERE pubname = 'to_warehouse')
                    )
                    SQL) === []) {
                    // withdraw accounts from publication to_warehouse
                    DB::statement('ALTER PUBLICATION to_warehouse DROP TABLE accounts');
                }

                if (DB::selectFromWriteConnection(<<<'SQL'
                    SELECT 1 WHERE EXISTS (
                      SELECT FROM pg_publication_rel
                      WHERE prrelid = to_regclass('accounts')
                        AND prpubid = (SELECT oid FROM pg_publication WHERE pubname = 'to_warehouse')
                        AND ARRAY(SELECT attname::text FROM unnest(prattrs) WITH ORDINALITY AS k (attnum, n) JOIN pg_attribute USING (attnum) WHERE attrelid = prrelid ORDER BY n) = ARRAY['id', 'mail', 'region']
                    )
                    SQL) === []) {
                    // publish accounts in to_warehouse
                    DB::unprepared(<<<'SQL'
                        DO $lockstep$
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
                        $lockstep$
                        SQL);
                }

                // replace function mail_count()
                DB::statement(<<<'SQL'
                    CREATE OR REPLACE FUNCTION mail_count()
                     RETURNS bigint
                     LANGUAGE sql
                     STABLE
                    BEGIN ATOMIC
                     SELECT count(accounts.mail) AS count FROM accounts;
                    END
                    SQL);
            }
        });
    }
};
