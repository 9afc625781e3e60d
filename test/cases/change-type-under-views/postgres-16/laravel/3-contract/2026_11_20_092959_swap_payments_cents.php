<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Database\Schema\Blueprint;
use Illuminate\Support\Facades\DB;
use Illuminate\Support\Facades\Schema;

// Lockstep plan ebbe295cf195, phase 3 of 4 (contract)
// Sums outgrow integer: swap payments.cents with its copy cents_new, and all that hangs on it (21 catalog-only statements)
// Rollback: leaves residue: the check comes back unproven until it is dropped.
return new class extends Migration
{
    public $withinTransaction = false;

    public function up(): void
    {
        // Run before, by a process that was stopped before Laravel recorded it.
        if (DB::getDriverName() === 'pgsql' && DB::selectFromWriteConnection(<<<'SQL'
            SELECT 1 WHERE EXISTS (
              SELECT FROM pg_attribute
              WHERE attrelid = to_regclass('payments')
                AND attname = 'cents'
                AND NOT attisdropped
            )
            AND NOT EXISTS (
              SELECT FROM pg_attribute
              WHERE attrelid = to_regclass('payments')
                AND attname = 'cents_new'
                AND NOT attisdropped
            )
            SQL) !== []) {
            return;
        }

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
                      IF to_regclass('payments') IS NOT NULL THEN LOCK TABLE ONLY payments IN SHARE UPDATE EXCLUSIVE MODE; END IF;
                      SET LOCAL lock_timeout = 0;
                    EXCEPTION WHEN lock_not_available THEN
                      who := (SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE relation = to_regclass('payments') AND mode NOT IN ('AccessShareLock', 'RowShareLock', 'RowExclusiveLock') AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
                      RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for payments: ', who, '. Traffic was not blocked, nothing was changed. End that session or retry later.');
                    END
                    $lockstep$
                    SQL);

                // Stops here unless the data is ready.
                DB::unprepared(<<<'SQL'
                    DO $lockstep$
                    BEGIN
                      IF NOT (EXISTS (
                      SELECT FROM pg_attribute
                      WHERE attrelid = to_regclass('payments')
                        AND attname = 'cents_new'
                        AND NOT attisdropped
                    )) THEN
                        RETURN; -- has run before
                      END IF;
                      IF (NOT EXISTS (SELECT FROM payments WHERE cents_new IS DISTINCT FROM (cents::bigint))) IS NOT TRUE THEN
                        RAISE EXCEPTION USING MESSAGE = concat('LOCKSTEP GATE: contract of "Sums outgrow integer" must not run yet. ', (SELECT count(*) FROM payments WHERE cents_new IS DISTINCT FROM (cents::bigint)), ' rows of payments differ in cents_new. Nothing was changed. Finish 2026_11_20_092953_backfill_payments_cents_new, then retry. Urgent release? Leave this file out; it is safe to ship later.');
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

                // proven by the validated check: no row is read
                DB::statement('ALTER TABLE payments ALTER COLUMN cents_new SET NOT NULL');

                // the check has done its work; a statement of its own, or the proof would be gone before it is used
                DB::statement('ALTER TABLE payments DROP CONSTRAINT IF EXISTS payments_cents_new_not_null');

                // the names are about to change sides
                DB::statement('DROP STATISTICS IF EXISTS payments_sums');

                // drop trigger watch_cents of payments
                DB::statement('DROP TRIGGER IF EXISTS watch_cents ON payments');

                // drop policy small_sums of payments
                DB::statement('DROP POLICY IF EXISTS small_sums ON payments');

                // drop view big_tenants
                DB::statement('DROP VIEW IF EXISTS big_tenants');

                // drop view turnover
                DB::statement('DROP VIEW IF EXISTS turnover');

                // drop trigger zz_lockstep_payments_cents of payments
                DB::statement('DROP TRIGGER IF EXISTS zz_lockstep_payments_cents ON payments');
                DB::statement('DROP FUNCTION IF EXISTS zz_lockstep_payments_cents()');
            }

            Schema::table('payments', function (Blueprint $table) {
                $table->renameColumn('cents', 'cents_old');
            });

            Schema::table('payments', function (Blueprint $table) {
                $table->renameColumn('cents_new', 'cents');
            });

            if (DB::getDriverName() === 'pgsql') {
                Schema::table('payments', function (Blueprint $table) {
                    $table->renameIndex('payments_tenant_cents_idx', 'payments_tenant_cents_idx_old');
                });

                Schema::table('payments', function (Blueprint $table) {
                    $table->renameIndex('payments_tenant_cents_idx_cents_new', 'payments_tenant_cents_idx');
                });

                // rename constraint payments.payments_cents_check to payments_cents_check_old
                DB::statement('ALTER TABLE payments RENAME CONSTRAINT payments_cents_check TO payments_cents_check_old');

                // rename constraint payments.payments_cents_check_cents_new to payments_cents_check
                DB::statement(<<<'SQL'
                    ALTER TABLE payments RENAME CONSTRAINT payments_cents_check_cents_new TO payments_cents_check
                    SQL);

                // drop not null from payments.cents_old
                DB::statement('ALTER TABLE payments ALTER COLUMN cents_old DROP NOT NULL');

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

                // create view turnover
                DB::statement(<<<'SQL'
                    CREATE OR REPLACE VIEW turnover AS
                    SELECT tenant, sum(cents) AS cents FROM payments GROUP BY tenant
                    SQL);

                DB::statement("COMMENT ON VIEW turnover IS 'By tenant'");
                DB::statement('GRANT SELECT ON turnover TO reporting');

                // create view big_tenants
                DB::statement(<<<'SQL'
                    CREATE OR REPLACE VIEW big_tenants AS
                    SELECT tenant FROM turnover WHERE cents > 1000000
                    SQL);

                // create policy small_sums on payments
                DB::statement(<<<'SQL'
                    CREATE POLICY small_sums ON payments
                      AS RESTRICTIVE
                      TO clerk
                      USING (cents < 100000)
                      WITH CHECK (cents < 100000)
                    SQL);

                DB::statement("COMMENT ON POLICY small_sums ON payments IS 'Clerks see small sums only'");

                // create trigger watch_cents on payments
                DB::statement(<<<'SQL'
                    CREATE OR REPLACE TRIGGER watch_cents AFTER UPDATE OF cents ON payments FOR EACH ROW WHEN (OLD.cents <> NEW.cents) EXECUTE FUNCTION watch_cents()
                    SQL);

                // create statistics payments_sums on payments
                DB::statement('CREATE STATISTICS IF NOT EXISTS payments_sums ON tenant, cents FROM payments');
            }
        });
    }

    public function down(): void
    {
        if (DB::getDriverName() !== 'pgsql' || DB::selectFromWriteConnection(<<<'SQL'
            SELECT 1 WHERE EXISTS (
              SELECT FROM pg_attribute
              WHERE attrelid = to_regclass('payments')
                AND attname = 'cents'
                AND NOT attisdropped
            )
            AND NOT EXISTS (
              SELECT FROM pg_attribute
              WHERE attrelid = to_regclass('payments')
                AND attname = 'cents_old'
                AND NOT attisdropped
            )
            SQL) === []) {
            if (DB::getDriverName() !== 'pgsql' || DB::selectFromWriteConnection(<<<'SQL'
                SELECT 1 WHERE EXISTS (
                  SELECT FROM pg_constraint
                  WHERE conrelid = to_regclass('payments')
                    AND conname = 'payments_cents_old_not_null'
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

                        // NOT VALID: binds new rows at once and reads no old one
                        DB::statement(<<<'SQL'
                            ALTER TABLE payments
                              ADD CONSTRAINT payments_cents_old_not_null CHECK (cents_old IS NOT NULL)
                              NOT VALID
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
                    DB::statement('ALTER TABLE payments VALIDATE CONSTRAINT payments_cents_old_not_null');
                }
            });
        }

        if (DB::getDriverName() !== 'pgsql' || DB::selectFromWriteConnection(<<<'SQL'
            SELECT 1 WHERE EXISTS (
              SELECT FROM pg_attribute
              WHERE attrelid = to_regclass('payments')
                AND attname = 'cents'
                AND NOT attisdropped
            )
            AND NOT EXISTS (
              SELECT FROM pg_attribute
              WHERE attrelid = to_regclass('payments')
                AND attname = 'cents_old'
                AND NOT attisdropped
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

                    // proven by the validated check: no row is read
                    DB::statement('ALTER TABLE payments ALTER COLUMN cents_old SET NOT NULL');

                    // the check has done its work; a statement of its own, or the proof would be gone before it is used
                    DB::statement('ALTER TABLE payments DROP CONSTRAINT IF EXISTS payments_cents_old_not_null');

                    // drop statistics payments_sums of payments
                    DB::statement('DROP STATISTICS IF EXISTS payments_sums');

                    // drop trigger watch_cents of payments
                    DB::statement('DROP TRIGGER IF EXISTS watch_cents ON payments');

                    // drop policy small_sums of payments
                    DB::statement('DROP POLICY IF EXISTS small_sums ON payments');

                    // drop view big_tenants
                    DB::statement('DROP VIEW IF EXISTS big_tenants');

                    // drop view turnover
                    DB::statement('DROP VIEW IF EXISTS turnover');

                    // drop trigger zz_lockstep_payments_cents of payments
                    DB::statement('DROP TRIGGER IF EXISTS zz_lockstep_payments_cents ON payments');
                    DB::statement('DROP FUNCTION IF EXISTS zz_lockstep_payments_cents()');
                }

                Schema::table('payments', function (Blueprint $table) {
                    $table->renameColumn('cents', 'cents_new');
                });

                Schema::table('payments', function (Blueprint $table) {
                    $table->renameColumn('cents_old', 'cents');
                });

                if (DB::getDriverName() === 'pgsql') {
                    // rename constraint payments.payments_cents_check to payments_cents_check_cents_new
                    DB::statement(<<<'SQL'
                        ALTER TABLE payments RENAME CONSTRAINT payments_cents_check TO payments_cents_check_cents_new
                        SQL);

                    // rename constraint payments.payments_cents_check_old to payments_cents_check
                    DB::statement('ALTER TABLE payments RENAME CONSTRAINT payments_cents_check_old TO payments_cents_check');

                    Schema::table('payments', function (Blueprint $table) {
                        $table->renameIndex('payments_tenant_cents_idx', 'payments_tenant_cents_idx_cents_new');
                    });

                    Schema::table('payments', function (Blueprint $table) {
                        $table->renameIndex('payments_tenant_cents_idx_old', 'payments_tenant_cents_idx');
                    });

                    // create trigger zz_lockstep_payments_cents: keep cents and cents_new of payments in step
                    DB::unprepared(<<<'SQL'
                        CREATE OR REPLACE FUNCTION zz_lockstep_payments_cents() RETURNS trigger
                        LANGUAGE plpgsql
                        AS $lockstep$
                        BEGIN
                          IF TG_OP = 'INSERT' THEN
                            IF NEW.cents_new IS NOT NULL THEN
                              IF NOT (NEW.cents IS NOT NULL) OR NEW.cents_new IS DISTINCT FROM NEW.cents::bigint THEN
                                NEW.cents := CASE WHEN NEW.cents_new BETWEEN -2147483647 - 1 AND 2147483647 THEN NEW.cents_new::integer END;
                              END IF;
                            ELSE
                              NEW.cents_new := NEW.cents::bigint;
                            END IF;
                          ELSE
                            IF NEW.cents_new IS DISTINCT FROM OLD.cents_new THEN
                              IF NEW.cents_new IS DISTINCT FROM NEW.cents::bigint THEN
                                NEW.cents := CASE WHEN NEW.cents_new BETWEEN -2147483647 - 1 AND 2147483647 THEN NEW.cents_new::integer END;
                              END IF;
                            ELSIF NEW.cents IS DISTINCT FROM OLD.cents THEN
                              NEW.cents_new := NEW.cents::bigint;
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

                    // create view turnover
                    DB::statement(<<<'SQL'
                        CREATE OR REPLACE VIEW turnover AS
                        SELECT tenant, sum(cents) AS cents FROM payments GROUP BY tenant
                        SQL);

                    DB::statement("COMMENT ON VIEW turnover IS 'By tenant'");
                    DB::statement('GRANT SELECT ON turnover TO reporting');

                    // create view big_tenants
                    DB::statement(<<<'SQL'
                        CREATE OR REPLACE VIEW big_tenants AS
                        SELECT tenant FROM turnover WHERE cents > 1000000
                        SQL);

                    // create policy small_sums on payments
                    DB::statement(<<<'SQL'
                        CREATE POLICY small_sums ON payments
                          AS RESTRICTIVE
                          TO clerk
                          USING (cents < 100000)
                          WITH CHECK (cents < 100000)
                        SQL);

                    DB::statement("COMMENT ON POLICY small_sums ON payments IS 'Clerks see small sums only'");

                    // create trigger watch_cents on payments
                    DB::statement(<<<'SQL'
                        CREATE OR REPLACE TRIGGER watch_cents AFTER UPDATE OF cents ON payments FOR EACH ROW WHEN (OLD.cents <> NEW.cents) EXECUTE FUNCTION watch_cents()
                        SQL);

                    // create statistics payments_sums on payments
                    DB::statement('CREATE STATISTICS IF NOT EXISTS payments_sums ON tenant, cents FROM payments');
                }
            });
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
                        held := ARRAY(SELECT virtualtransaction FROM pg_locks WHERE relation = to_regclass('payments') AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
                        IF queued AND (held = '{}' OR NOT held && seen) THEN -- whoever held it 0.1 s ago is through: try for a moment
                          BEGIN SET LOCAL lock_timeout = '50ms'; LOCK TABLE ONLY payments IN ACCESS EXCLUSIVE MODE; SET LOCAL statement_timeout = '5s'; SET LOCAL synchronous_commit = local; RETURN; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF;
                        IF clock_timestamp() > give_up THEN RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for payments: ', coalesce((
                          SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE virtualtransaction = ANY (held)), 'traffic left no gap of 50 ms; a larger --max-stall would do'), '. Traffic was not blocked, nothing was changed. End that session or retry later.'); END IF;
                        seen := held; PERFORM pg_sleep(0.1); END LOOP;
                    END
                    $lockstep$
                    SQL);

                if (DB::selectFromWriteConnection(<<<'SQL'
                    SELECT 1 WHERE EXISTS (
                      SELECT FROM pg_constraint
                      WHERE conrelid = to_regclass('payments')
                        AND conname = 'payments_cents_new_not_null'
                        AND contype = 'c'
                    )
                    SQL) === []) {
                    // NOT VALID: binds new rows at once and reads no old one
                    DB::statement(<<<'SQL'
                        ALTER TABLE payments
                          ADD CONSTRAINT payments_cents_new_not_null CHECK (cents_new IS NOT NULL)
                          NOT VALID
                        SQL);
                }

                // drop not null from payments.cents_new
                DB::statement('ALTER TABLE payments ALTER COLUMN cents_new DROP NOT NULL');
            }
        });
    }
};
