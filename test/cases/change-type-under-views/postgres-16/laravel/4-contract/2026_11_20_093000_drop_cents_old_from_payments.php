<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Database\Schema\Blueprint;
use Illuminate\Support\Facades\DB;
use Illuminate\Support\Facades\Schema;

// Lockstep plan ebbe295cf195, phase 4 of 4 (contract)
// Sums outgrow integer: drop trigger zz_lockstep_payments_cents of payments; drop column payments.cents_old
// Rollback: leaves residue: cents_old is filled again from cents; cents_old comes back as the last column.
return new class extends Migration
{
    public $withinTransaction = false;

    public function up(): void
    {
        DB::transaction(function () {
            if (DB::getDriverName() === 'pgsql') {
                // Waits for the lock without making others wait behind it.
                DB::statement('SET LOCAL statement_timeout = 0');

                DB::unprepared(<<<'SQL'
                    DO $lockstep$
                    DECLARE give_up timestamptz := clock_timestamp() + interval '10 s'; queued boolean := false; held text[]; seen text[];
                    BEGIN
                      IF to_regclass('payments') IS NULL THEN RETURN; END IF; -- has run before
                      IF EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND relation >= 16384 AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'AccessExclusiveLock')) THEN
                        RAISE EXCEPTION 'LOCKSTEP: an earlier migration of this transaction still holds locks that stop traffic; nothing was changed. Give each migration its own transaction (Alembic: transaction_per_migration, Flyway: group=false, psql: -1 for one file at a time).'; END IF;
                      LOOP
                        IF NOT queued THEN BEGIN SET LOCAL lock_timeout = '2000ms'; LOCK TABLE ONLY payments IN SHARE UPDATE EXCLUSIVE MODE; queued := true; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF; -- stops no reads or writes; an autovacuum yields to it
                        held := ARRAY(SELECT virtualtransaction FROM pg_locks WHERE relation = to_regclass('payments') AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
                        IF queued AND (held = '{}' OR NOT held && seen) THEN -- whoever held it 0.1 s ago is through: try for a moment
                          BEGIN SET LOCAL lock_timeout = '50ms'; LOCK TABLE ONLY payments IN ACCESS EXCLUSIVE MODE; SET LOCAL statement_timeout = '5s'; SET LOCAL synchronous_commit = local; RETURN; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF;
                        IF clock_timestamp() > give_up THEN RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for payments: ', coalesce((
                          SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE virtualtransaction = ANY (held)), 'traffic left no gap of 50 ms; a larger --max-stall would do'), '. Traffic was not blocked, nothing was changed. End that session or retry later.'); END IF;
                        seen := held; PERFORM pg_sleep(0.1); END LOOP;
                    END
                    $lockstep$
                    SQL);

                // Laravel takes no lock: another process may have run this file while this one waited.
                if (in_array(basename(__FILE__, '.php'), app('migration.repository')->getRan(), true)) {
                    return;
                }

                // drop trigger zz_lockstep_payments_cents of payments
                DB::statement('DROP TRIGGER IF EXISTS zz_lockstep_payments_cents ON payments');
                DB::statement('DROP FUNCTION IF EXISTS zz_lockstep_payments_cents()');
            }

            // nobody needs the old type any more
            if (DB::pretending() || Schema::hasColumn('payments', 'cents_old')) {
                Schema::table('payments', function (Blueprint $table) {
                    $table->dropColumn('cents_old');
                });
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
                      IF to_regclass('payments') IS NULL THEN RETURN; END IF; -- has run before
                      IF EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND relation >= 16384 AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'AccessExclusiveLock')) THEN
                        RAISE EXCEPTION 'LOCKSTEP: an earlier migration of this transaction still holds locks that stop traffic; nothing was changed. Give each migration its own transaction (Alembic: transaction_per_migration, Flyway: group=false, psql: -1 for one file at a time).'; END IF;
                      LOOP
                        IF NOT queued THEN BEGIN SET LOCAL lock_timeout = '2000ms'; LOCK TABLE ONLY payments IN SHARE UPDATE EXCLUSIVE MODE; queued := true; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF; -- stops no reads or writes; an autovacuum yields to it
                        held := ARRAY(SELECT virtualtransaction FROM pg_locks WHERE relation = to_regclass('payments') AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
                        IF queued AND (held = '{}' OR NOT held && seen) THEN -- whoever held it 0.1 s ago is through: try for a moment
                          BEGIN SET LOCAL lock_timeout = '50ms'; LOCK TABLE ONLY payments IN ACCESS EXCLUSIVE MODE; SET LOCAL statement_timeout = '5s'; SET LOCAL synchronous_commit = local; RETURN; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF;
                        IF clock_timestamp() > give_up THEN RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for payments: ', coalesce((
                          SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE virtualtransaction = ANY (held)), 'traffic left no gap of 50 ms; a larger --max-stall would do'), '. Traffic was not blocked, nothing was changed. End that session or retry later.'); END IF;
                        seen := held; PERFORM pg_sleep(0.1); END LOOP;
                    END
                    $lockstep$
                    SQL);
            }

            if (! Schema::hasColumn('payments', 'cents_old')) {
                Schema::table('payments', function (Blueprint $table) {
                    $table->integer('cents_old')->nullable()->comment('In the smallest unit');
                });
            }

            if (DB::getDriverName() === 'pgsql') {
                DB::unprepared(<<<'SQL'
                    DO $lockstep$
                    BEGIN
                      IF NOT EXISTS (
                        SELECT FROM pg_attribute
                        WHERE attrelid = to_regclass('payments')
                          AND attname = 'cents_old'
                          AND NOT attisdropped
                          AND format_type(atttypid, atttypmod) = 'integer'
                      ) THEN
                        RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: column cents_old of payments was there already and is not integer. Rename or drop it, then retry.';
                      END IF;
                    END
                    $lockstep$
                    SQL);

                if (DB::selectFromWriteConnection(<<<'SQL'
                    SELECT 1 WHERE EXISTS (
                      SELECT FROM pg_constraint
                      WHERE conrelid = to_regclass('payments')
                        AND conname = 'payments_cents_check_old'
                        AND contype = 'c'
                    )
                    SQL) === []) {
                    // NOT VALID: binds new rows at once and reads no old one
                    DB::statement(<<<'SQL'
                        ALTER TABLE payments ADD CONSTRAINT payments_cents_check_old CHECK (cents_old > 0) NOT VALID
                        SQL);
                }
            }
        });

        DB::transaction(function () {
            if (DB::getDriverName() === 'pgsql') {
                // Long work: no short time limits.
                DB::statement('SET LOCAL lock_timeout = 0');
                DB::statement('SET LOCAL statement_timeout = 0');

                // reads the old rows while reads and writes go on
                DB::statement('ALTER TABLE payments VALIDATE CONSTRAINT payments_cents_check_old');
            }
        });

        if (DB::getDriverName() !== 'pgsql' || DB::selectFromWriteConnection(<<<'SQL'
            SELECT 1 WHERE EXISTS (
              SELECT FROM pg_index
              WHERE indexrelid = to_regclass('payments_tenant_cents_idx_old')
                AND indrelid = to_regclass('payments')
                AND indisvalid
                AND NOT indisunique
                AND indpred IS NULL
                AND ARRAY(SELECT attname::text FROM unnest(indkey) WITH ORDINALITY AS k (attnum, n) JOIN pg_attribute USING (attnum) WHERE attrelid = indrelid ORDER BY n) = ARRAY['tenant', 'cents_old']
            )
            SQL) === []) {
            if (DB::getDriverName() === 'pgsql') {
                // Long work: no short time limits.
                DB::statement('SET lock_timeout = 0');
                DB::statement('SET statement_timeout = 0');

                // Clears away what a run that was stopped may have left.
                DB::unprepared(<<<'SQL'
                    DO $lockstep$
                    BEGIN
                      IF EXISTS (
                      SELECT FROM pg_index
                      WHERE indexrelid = to_regclass('payments_tenant_cents_idx_old')
                        AND NOT indisvalid
                    ) THEN
                        WHILE EXISTS (SELECT FROM pg_stat_progress_create_index WHERE datname = current_database() AND relid = to_regclass('payments')) LOOP
                          PERFORM pg_sleep(0.1); -- a build still going on may yet make it valid
                          COMMIT; -- and waits for old snapshots, this one's too
                        END LOOP;
                        IF EXISTS (
                      SELECT FROM pg_index
                      WHERE indexrelid = to_regclass('payments_tenant_cents_idx_old')
                        AND NOT indisvalid
                    ) THEN
                          ALTER INDEX payments_tenant_cents_idx_old RENAME TO payments_tenant_cents_idx_old_lockstep_invalid;
                        END IF;
                      END IF;
                    END
                    $lockstep$
                    SQL);

                DB::statement('DROP INDEX CONCURRENTLY IF EXISTS payments_tenant_cents_idx_old_lockstep_invalid');
            }

            // built concurrently, so that writes go on during the build
            Schema::table('payments', function (Blueprint $table) {
                $table->index(['tenant', 'cents_old'], 'payments_tenant_cents_idx_old')->online();
            });

            if (DB::getDriverName() === 'pgsql') {
                DB::statement('RESET lock_timeout');
                DB::statement('RESET statement_timeout');
            }
        }

        DB::transaction(function () {
            if (DB::getDriverName() === 'pgsql') {
                // Waits for the lock without making others wait behind it.
                DB::statement('SET LOCAL statement_timeout = 0');

                DB::unprepared(<<<'SQL'
                    DO $lockstep$
                    DECLARE give_up timestamptz := clock_timestamp() + interval '10 s'; queued boolean := false; held text[]; seen text[];
                    BEGIN
                      IF to_regclass('payments') IS NULL THEN RETURN; END IF; -- has run before
                      IF EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND relation >= 16384 AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'AccessExclusiveLock')) THEN
                        RAISE EXCEPTION 'LOCKSTEP: an earlier migration of this transaction still holds locks that stop traffic; nothing was changed. Give each migration its own transaction (Alembic: transaction_per_migration, Flyway: group=false, psql: -1 for one file at a time).'; END IF;
                      LOOP
                        IF NOT queued THEN BEGIN SET LOCAL lock_timeout = '2000ms'; LOCK TABLE ONLY payments IN SHARE UPDATE EXCLUSIVE MODE; queued := true; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF; -- stops no reads or writes; an autovacuum yields to it
                        held := ARRAY(SELECT virtualtransaction FROM pg_locks WHERE relation = to_regclass('payments') AND mode NOT IN ('AccessShareLock', 'RowShareLock') AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
                        IF queued AND (held = '{}' OR NOT held && seen) THEN -- whoever held it 0.1 s ago is through: try for a moment
                          BEGIN SET LOCAL lock_timeout = '50ms'; LOCK TABLE ONLY payments IN SHARE ROW EXCLUSIVE MODE; SET LOCAL statement_timeout = '5s'; SET LOCAL synchronous_commit = local; RETURN; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF;
                        IF clock_timestamp() > give_up THEN RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for payments: ', coalesce((
                          SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE virtualtransaction = ANY (held)), 'traffic left no gap of 50 ms; a larger --max-stall would do'), '. Traffic was not blocked, nothing was changed. End that session or retry later.'); END IF;
                        seen := held; PERFORM pg_sleep(0.1); END LOOP;
                    END
                    $lockstep$
                    SQL);

                // create trigger zz_lockstep_payments_cents: keep cents_old and cents of payments in step
                DB::unprepared(<<<'SQL'
                    CREATE OR REPLACE FUNCTION zz_lockstep_payments_cents() RETURNS trigger
                    LANGUAGE plpgsql
                    AS $lockstep$
                    BEGIN
                      IF TG_OP = 'INSERT' THEN
                        IF NEW.cents IS NOT NULL THEN
                          IF NOT (NEW.cents_old IS NOT NULL) OR NEW.cents IS DISTINCT FROM NEW.cents_old::bigint THEN
                            NEW.cents_old := CASE WHEN NEW.cents BETWEEN -2147483647 - 1 AND 2147483647 THEN NEW.cents::integer END;
                          END IF;
                        ELSE
                          NEW.cents := NEW.cents_old::bigint;
                        END IF;
                      ELSE
                        IF NEW.cents IS DISTINCT FROM OLD.cents THEN
                          IF NEW.cents IS DISTINCT FROM NEW.cents_old::bigint THEN
                            NEW.cents_old := CASE WHEN NEW.cents BETWEEN -2147483647 - 1 AND 2147483647 THEN NEW.cents::integer END;
                          END IF;
                        ELSIF NEW.cents_old IS DISTINCT FROM OLD.cents_old THEN
                          NEW.cents := NEW.cents_old::bigint;
                        END IF;
                      END IF;
                      RETURN NEW;
                    END
                    $lockstep$
                    SQL);

                DB::statement(<<<'SQL'
                    CREATE OR REPLACE TRIGGER zz_lockstep_payments_cents
                      BEFORE INSERT OR UPDATE ON payments
                      FOR EACH ROW EXECUTE FUNCTION zz_lockstep_payments_cents()
                    SQL);
            }
        });

        if (DB::getDriverName() === 'pgsql') {
            // Long work: no short time limits.
            DB::statement('SET lock_timeout = 0');
            DB::statement('SET statement_timeout = 0');

            // backfill payments.cents_old
            DB::unprepared(<<<'SQL'
                DO $lockstep$
                #variable_conflict use_column
                <<lockstep>>
                DECLARE
                  first_key payments.id%TYPE; last_key payments.id%TYPE;
                  more boolean; batch int := 1000; tried int := 0; changed bigint; started timestamptz; took int;
                  one record; singly boolean := false; refused boolean; here text[]; keys text[] := '{}'; unfit bigint := 0; code text;
                BEGIN
                  FOR pass IN 1..3 LOOP
                    SELECT id INTO first_key FROM payments ORDER BY id LIMIT 1;
                    more := FOUND;
                    WHILE more LOOP
                      SET LOCAL lock_timeout = '50ms';
                      SET LOCAL plan_cache_mode = force_custom_plan; -- each range planned for itself
                      started := clock_timestamp(); refused := false; here := '{}'; changed := 0;
                      SELECT id INTO last_key FROM (
                        SELECT id FROM payments WHERE id >= lockstep.first_key ORDER BY id LIMIT lockstep.batch
                      ) AS b ORDER BY id DESC LIMIT 1;
                      EXIT WHEN NOT FOUND;
                      BEGIN
                        IF singly THEN
                          FOR one IN SELECT id FROM payments WHERE id >= lockstep.first_key AND id <= lockstep.last_key LOOP
                            BEGIN
                              UPDATE payments SET cents_old = CASE WHEN cents BETWEEN -2147483647 - 1 AND 2147483647 THEN cents::integer END
                              WHERE id = lockstep.one.id
                                AND (cents_old IS DISTINCT FROM (CASE WHEN cents BETWEEN -2147483647 - 1 AND 2147483647 THEN cents::integer END));
                              changed := changed + FOUND::int;
                            EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception THEN
                              here := here || concat(one.id); code := coalesce(code, SQLSTATE);
                            END;
                          END LOOP;
                        ELSE
                          UPDATE payments SET cents_old = CASE WHEN cents BETWEEN -2147483647 - 1 AND 2147483647 THEN cents::integer END
                          WHERE id >= lockstep.first_key AND id <= lockstep.last_key
                            AND (cents_old IS DISTINCT FROM (CASE WHEN cents BETWEEN -2147483647 - 1 AND 2147483647 THEN cents::integer END));
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
                        RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: gave up after 240 tries at one batch of payments: another transaction keeps its rows locked. What is filled stays filled; end that transaction, or run this again later.', ERRCODE = 'lock_not_available';
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
                      SELECT id INTO first_key FROM payments WHERE id > lockstep.last_key ORDER BY id LIMIT 1;
                      more := FOUND;
                      batch := CASE WHEN singly THEN 10 ELSE greatest(10, least(10000, batch * 2, batch * 50 / took)) END; -- about 50 ms each
                      IF changed > 0 THEN
                        PERFORM pg_sleep(0.01);
                      END IF;
                    END LOOP;
                    IF unfit > 0 THEN
                      RAISE EXCEPTION USING MESSAGE = concat('LOCKSTEP: ', CASE WHEN unfit >= 1000 THEN 'at least ' END, unfit, ' rows of payments do not fit cents_old = CASE WHEN cents BETWEEN -2147483647 - 1 AND 2147483647 THEN cents::integer END (SQLSTATE ', code, '), id: ', array_to_string(keys, ', '), CASE WHEN unfit > cardinality(keys) THEN ', …' END, '. ',
                        CASE WHEN unfit < 1000 THEN 'All other rows are filled, and stay so' ELSE 'What is filled stays filled' END, '. Correct these, then run this again: it goes on with what is left.');
                    END IF;
                    IF NOT EXISTS (SELECT FROM payments WHERE cents_old IS DISTINCT FROM (CASE WHEN cents BETWEEN -2147483647 - 1 AND 2147483647 THEN cents::integer END)) THEN
                      RETURN;
                    END IF;
                  END LOOP;
                  RAISE EXCEPTION USING MESSAGE = concat('LOCKSTEP: ', (SELECT count(*) FROM payments WHERE cents_old IS DISTINCT FROM (CASE WHEN cents BETWEEN -2147483647 - 1 AND 2147483647 THEN cents::integer END)), ' rows of payments still satisfy cents_old IS DISTINCT FROM (CASE WHEN cents BETWEEN -2147483647 - 1 AND 2147483647 THEN cents::integer END) after 3 passes of the backfill: its expression leaves them so, or something writes them meanwhile. What is filled stays filled.');
                END
                $lockstep$
                SQL);

            DB::statement('RESET lock_timeout');
            DB::statement('RESET statement_timeout');
        }
    }
};
