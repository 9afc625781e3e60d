<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Database\Schema\Blueprint;
use Illuminate\Support\Facades\DB;
use Illuminate\Support\Facades\Schema;

// Lockstep plan f4739f33db93, phase 3 of 3 (contract)
// Tenants are customers: drop statistics tickets_by_tenant of tickets; drop trigger announce_move of tickets; drop policy own_tenant of ticke…
// Rollback: leaves residue: tenant comes back as the last column; tenant is copied back from customer, which has all its values; tenant comes…
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
                      IF to_regclass('tickets') IS NOT NULL THEN LOCK TABLE ONLY tickets IN SHARE UPDATE EXCLUSIVE MODE; END IF;
                      SET LOCAL lock_timeout = 0;
                    EXCEPTION WHEN lock_not_available THEN
                      who := (SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE relation = to_regclass('tickets') AND mode NOT IN ('AccessShareLock', 'RowShareLock', 'RowExclusiveLock') AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
                      RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for tickets: ', who, '. Traffic was not blocked, nothing was changed. End that session or retry later.');
                    END
                    $lockstep$
                    SQL);

                // Stops here unless the data is ready.
                DB::unprepared(<<<'SQL'
                    DO $lockstep$
                    BEGIN
                      IF NOT (EXISTS (
                      SELECT FROM pg_attribute
                      WHERE attrelid = to_regclass('tickets')
                        AND attname = 'tenant'
                        AND NOT attisdropped
                    )
                        AND EXISTS (
                      SELECT FROM pg_attribute
                      WHERE attrelid = to_regclass('tickets')
                        AND attname = 'customer'
                        AND NOT attisdropped
                    )) THEN
                        RETURN; -- has run before
                      END IF;
                      IF (NOT EXISTS (SELECT FROM tickets WHERE customer IS DISTINCT FROM tenant)) IS NOT TRUE THEN
                        RAISE EXCEPTION USING MESSAGE = concat('LOCKSTEP GATE: contract of "Tenants are customers" must not run yet. ', (SELECT count(*) FROM tickets WHERE customer IS DISTINCT FROM tenant), ' rows of tickets lack customer. Nothing was changed. Finish 2026_11_20_092954_backfill_tickets_customer, then retry. Urgent release? Leave this file out; it is safe to ship later.');
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
                      IF to_regclass('tickets') IS NULL THEN RETURN; END IF; -- has run before
                      IF EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND relation >= 16384 AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'AccessExclusiveLock')) THEN
                        RAISE EXCEPTION 'LOCKSTEP: an earlier migration of this transaction still holds locks that stop traffic; nothing was changed. Give each migration its own transaction (Alembic: transaction_per_migration, Flyway: group=false, psql: -1 for one file at a time).'; END IF;
                      LOOP
                        IF NOT queued THEN BEGIN SET LOCAL lock_timeout = '2000ms'; LOCK TABLE ONLY tickets IN SHARE UPDATE EXCLUSIVE MODE; queued := true; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF; -- stops no reads or writes; an autovacuum yields to it
                        held := ARRAY(SELECT virtualtransaction FROM pg_locks WHERE relation = to_regclass('tickets') AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
                        IF queued AND (held = '{}' OR NOT held && seen) THEN -- whoever held it 0.1 s ago is through: try for a moment
                          BEGIN SET LOCAL lock_timeout = '50ms'; LOCK TABLE ONLY tickets IN ACCESS EXCLUSIVE MODE; SET LOCAL statement_timeout = '5s'; SET LOCAL synchronous_commit = local; RETURN; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF;
                        IF clock_timestamp() > give_up THEN RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for tickets: ', coalesce((
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
                DB::statement('DROP STATISTICS IF EXISTS tickets_by_tenant');

                // it comes back in this transaction, on the new name
                DB::statement('DROP TRIGGER IF EXISTS announce_move ON tickets');

                // it comes back in this transaction, on the new name
                DB::statement('DROP POLICY IF EXISTS own_tenant ON tickets');

                // it comes back in this transaction, on the new name
                DB::statement('DROP POLICY IF EXISTS no_demo ON tickets');

                if (DB::selectFromWriteConnection("SELECT 1 WHERE to_regclass('busy_tenants') IS NULL") === []) {
                    // it comes back in this transaction, on the new name
                    DB::statement('DROP VIEW IF EXISTS busy_tenants');
                }

                if (DB::selectFromWriteConnection("SELECT 1 WHERE to_regclass('ticket_counts') IS NULL") === []) {
                    // it comes back in this transaction, on the new name
                    DB::statement('DROP VIEW IF EXISTS ticket_counts');
                }

                // proven by the validated check: no row is read
                DB::statement('ALTER TABLE tickets ALTER COLUMN customer SET NOT NULL');

                // the check has done its work; a statement of its own, or the proof would be gone before it is used
                DB::statement('ALTER TABLE tickets DROP CONSTRAINT IF EXISTS tickets_customer_not_null');

                // one version is left
                DB::statement('DROP TRIGGER IF EXISTS zz_lockstep_tickets_customer ON tickets');
                DB::statement('DROP FUNCTION IF EXISTS zz_lockstep_tickets_customer()');
            }

            // nobody reads or writes it any more
            if (DB::pretending() || Schema::hasColumn('tickets', 'tenant')) {
                Schema::table('tickets', function (Blueprint $table) {
                    $table->dropColumn('tenant');
                });
            }

            if (DB::getDriverName() === 'pgsql') {
                if (DB::selectFromWriteConnection(<<<'SQL'
                    SELECT 1 WHERE (to_regclass('tickets_tenant_subject_idx') IS NOT NULL AND to_regclass('tickets_tenant_subject_idx_customer') IS NULL)
                      OR (to_regclass(quote_ident(current_schema()) || '.tickets_tenant_subject_idx') IS NOT NULL AND to_regclass(quote_ident(current_schema()) || '.tickets_tenant_subject_idx_customer') IS NULL)
                    SQL) === []) {
                    Schema::table('tickets', function (Blueprint $table) {
                        $table->renameIndex('tickets_tenant_subject_idx_customer', 'tickets_tenant_subject_idx');
                    });
                }

                if (DB::selectFromWriteConnection(<<<'SQL'
                    SELECT 1 WHERE EXISTS (
                      SELECT FROM pg_constraint
                      WHERE conrelid = to_regclass('tickets')
                        AND conname = 'tickets_tenant_check'
                    )
                    AND NOT EXISTS (
                      SELECT FROM pg_constraint
                      WHERE conrelid = to_regclass('tickets')
                        AND conname = 'tickets_tenant_check_customer'
                    )
                    SQL) === []) {
                    // rename constraint tickets.tickets_tenant_check_customer to tickets_tenant_check
                    DB::statement(<<<'SQL'
                        ALTER TABLE tickets RENAME CONSTRAINT tickets_tenant_check_customer TO tickets_tenant_check
                        SQL);
                }

                // create view ticket_counts
                DB::statement(<<<'SQL'
                    CREATE OR REPLACE VIEW ticket_counts AS
                    SELECT customer AS tenant, count(*) AS tickets FROM tickets GROUP BY customer
                    SQL);

                DB::statement("COMMENT ON VIEW ticket_counts IS 'For the invoice'");
                DB::statement('GRANT SELECT ON ticket_counts TO reporting');

                // create view busy_tenants
                DB::statement(<<<'SQL'
                    CREATE OR REPLACE VIEW busy_tenants AS
                    SELECT tenant FROM ticket_counts WHERE tickets > 100
                    SQL);

                if (DB::selectFromWriteConnection(<<<'SQL'
                    SELECT 1 WHERE EXISTS (
                      SELECT FROM pg_policy
                      WHERE polrelid = to_regclass('tickets')
                        AND polname = 'own_tenant'
                        AND polcmd = '*'
                        AND polpermissive
                    )
                    SQL) === []) {
                    // create policy own_tenant on tickets
                    DB::statement('CREATE POLICY own_tenant ON tickets TO PUBLIC USING (customer = CURRENT_USER)');
                }

                // create policy no_demo on tickets
                DB::unprepared(<<<'SQL'
                    DO $lockstep$
                    BEGIN
                      IF NOT EXISTS (
                        SELECT FROM pg_policy
                        WHERE polrelid = to_regclass('tickets')
                          AND polname = 'no_demo'
                          AND polcmd = 'd'
                          AND NOT polpermissive
                      ) THEN
                        EXECUTE $statement$CREATE POLICY no_demo ON tickets AS RESTRICTIVE FOR DELETE TO helpdesk USING (customer <> 'demo')$statement$;
                      END IF;
                    END
                    $lockstep$
                    SQL);

                DB::statement("COMMENT ON POLICY no_demo ON tickets IS 'The demo stays'");

                // create trigger announce_move on tickets
                DB::statement(<<<'SQL'
                    CREATE OR REPLACE TRIGGER announce_move AFTER UPDATE OF customer ON tickets FOR EACH ROW WHEN (OLD.customer IS DISTINCT FROM NEW.customer) EXECUTE FUNCTION announce_move()
                    SQL);

                DB::statement("COMMENT ON TRIGGER announce_move ON tickets IS 'Both tenants hear of it'");

                // create statistics tickets_by_tenant on tickets
                DB::statement('CREATE STATISTICS IF NOT EXISTS tickets_by_tenant ON customer, subject FROM tickets');
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
                      IF to_regclass('tickets') IS NULL THEN RETURN; END IF; -- has run before
                      IF EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND relation >= 16384 AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'AccessExclusiveLock')) THEN
                        RAISE EXCEPTION 'LOCKSTEP: an earlier migration of this transaction still holds locks that stop traffic; nothing was changed. Give each migration its own transaction (Alembic: transaction_per_migration, Flyway: group=false, psql: -1 for one file at a time).'; END IF;
                      LOOP
                        IF NOT queued THEN BEGIN SET LOCAL lock_timeout = '2000ms'; LOCK TABLE ONLY tickets IN SHARE UPDATE EXCLUSIVE MODE; queued := true; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF; -- stops no reads or writes; an autovacuum yields to it
                        held := ARRAY(SELECT virtualtransaction FROM pg_locks WHERE relation = to_regclass('tickets') AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
                        IF queued AND (held = '{}' OR NOT held && seen) THEN -- whoever held it 0.1 s ago is through: try for a moment
                          BEGIN SET LOCAL lock_timeout = '50ms'; LOCK TABLE ONLY tickets IN ACCESS EXCLUSIVE MODE; SET LOCAL statement_timeout = '5s'; SET LOCAL synchronous_commit = local; RETURN; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF;
                        IF clock_timestamp() > give_up THEN RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for tickets: ', coalesce((
                          SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE virtualtransaction = ANY (held)), 'traffic left no gap of 50 ms; a larger --max-stall would do'), '. Traffic was not blocked, nothing was changed. End that session or retry later.'); END IF;
                        seen := held; PERFORM pg_sleep(0.1); END LOOP;
                    END
                    $lockstep$
                    SQL);

                if (DB::selectFromWriteConnection(<<<'SQL'
                    SELECT 1 WHERE EXISTS (
                      SELECT FROM pg_constraint
                      WHERE conrelid = to_regclass('tickets')
                        AND conname = 'tickets_tenant_check_customer'
                    )
                    SQL) === []) {
                    // rename constraint tickets.tickets_tenant_check to tickets_tenant_check_customer
                    DB::statement(<<<'SQL'
                        ALTER TABLE tickets RENAME CONSTRAINT tickets_tenant_check TO tickets_tenant_check_customer
                        SQL);
                }

                if (DB::selectFromWriteConnection(<<<'SQL'
                    SELECT 1 WHERE to_regclass(quote_ident(current_schema()) || '.tickets_tenant_subject_idx_customer') IS NOT NULL
                    SQL) === []) {
                    Schema::table('tickets', function (Blueprint $table) {
                        $table->renameIndex('tickets_tenant_subject_idx', 'tickets_tenant_subject_idx_customer');
                    });
                }
            }

            if (! Schema::hasColumn('tickets', 'tenant')) {
                Schema::table('tickets', function (Blueprint $table) {
                    $table->text('tenant')->nullable()->comment('Whose ticket it is');
                });
            }

            if (DB::getDriverName() === 'pgsql') {
                DB::unprepared(<<<'SQL'
                    DO $lockstep$
                    BEGIN
                      IF NOT EXISTS (
                        SELECT FROM pg_attribute
                        WHERE attrelid = to_regclass('tickets')
                          AND attname = 'tenant'
                          AND NOT attisdropped
                          AND format_type(atttypid, atttypmod) = 'text'
                      ) THEN
                        RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: column tenant of tickets was there already and is not text. Rename or drop it, then retry.';
                      END IF;
                    END
                    $lockstep$
                    SQL);

                // create trigger zz_lockstep_tickets_customer: keep tenant and customer of tickets in step
                DB::unprepared(<<<'SQL'
                    CREATE OR REPLACE FUNCTION zz_lockstep_tickets_customer() RETURNS trigger
                    LANGUAGE plpgsql
                    AS $lockstep$
                    BEGIN
                      IF TG_OP = 'INSERT' THEN
                        IF NEW.customer IS NOT NULL THEN
                          NEW.tenant := NEW.customer;
                        ELSE
                          NEW.customer := NEW.tenant;
                        END IF;
                      ELSE
                        IF NEW.customer IS DISTINCT FROM OLD.customer THEN
                          NEW.tenant := NEW.customer;
                        ELSIF NEW.tenant IS DISTINCT FROM OLD.tenant THEN
                          NEW.customer := NEW.tenant;
                        END IF;
                      END IF;
                      RETURN NEW;
                    END
                    $lockstep$
                    SQL);

                DB::statement(<<<'SQL'
                    CREATE OR REPLACE TRIGGER zz_lockstep_tickets_customer
                      BEFORE INSERT OR UPDATE ON tickets
                      FOR EACH ROW EXECUTE FUNCTION zz_lockstep_tickets_customer()
                    SQL);
            }
        });

        if (DB::getDriverName() === 'pgsql') {
            // Long work: no short time limits.
            DB::statement('SET lock_timeout = 0');
            DB::statement('SET statement_timeout = 0');

            // backfill tickets.tenant
            DB::unprepared(<<<'SQL'
                DO $lockstep$
                #variable_conflict use_column
                <<lockstep>>
                DECLARE
                  first_key tickets.id%TYPE; last_key tickets.id%TYPE;
                  more boolean; batch int := 1000; tried int := 0; changed bigint; started timestamptz; took int;
                  one record; singly boolean := false; refused boolean; here text[]; keys text[] := '{}'; unfit bigint := 0; code text;
                BEGIN
                  FOR pass IN 1..3 LOOP
                    SELECT id INTO first_key FROM tickets ORDER BY id LIMIT 1;
                    more := FOUND;
                    WHILE more LOOP
                      SET LOCAL lock_timeout = '50ms';
                      SET LOCAL plan_cache_mode = force_custom_plan; -- each range planned for itself
                      started := clock_timestamp(); refused := false; here := '{}'; changed := 0;
                      SELECT id INTO last_key FROM (
                        SELECT id FROM tickets WHERE id >= lockstep.first_key ORDER BY id LIMIT lockstep.batch
                      ) AS b ORDER BY id DESC LIMIT 1;
                      EXIT WHEN NOT FOUND;
                      BEGIN
                        IF singly THEN
                          FOR one IN SELECT id FROM tickets WHERE id >= lockstep.first_key AND id <= lockstep.last_key LOOP
                            BEGIN
                              UPDATE tickets SET tenant = customer
                              WHERE id = lockstep.one.id
                                AND (tenant IS DISTINCT FROM customer);
                              changed := changed + FOUND::int;
                            EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception THEN
                              here := here || concat(one.id); code := coalesce(code, SQLSTATE);
                            END;
                          END LOOP;
                        ELSE
                          UPDATE tickets SET tenant = customer
                          WHERE id >= lockstep.first_key AND id <= lockstep.last_key
                            AND (tenant IS DISTINCT FROM customer);
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
                        RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: gave up after 240 tries at one batch of tickets: another transaction keeps its rows locked. What is filled stays filled; end that transaction, or run this again later.', ERRCODE = 'lock_not_available';
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
                      SELECT id INTO first_key FROM tickets WHERE id > lockstep.last_key ORDER BY id LIMIT 1;
                      more := FOUND;
                      batch := CASE WHEN singly THEN 10 ELSE greatest(10, least(10000, batch * 2, batch * 50 / took)) END; -- about 50 ms each
                      IF changed > 0 THEN
                        PERFORM pg_sleep(0.01);
                      END IF;
                    END LOOP;
                    IF unfit > 0 THEN
                      RAISE EXCEPTION USING MESSAGE = concat('LOCKSTEP: ', CASE WHEN unfit >= 1000 THEN 'at least ' END, unfit, ' rows of tickets do not fit tenant = customer (SQLSTATE ', code, '), id: ', array_to_string(keys, ', '), CASE WHEN unfit > cardinality(keys) THEN ', …' END, '. ',
                        CASE WHEN unfit < 1000 THEN 'All other rows are filled, and stay so' ELSE 'What is filled stays filled' END, '. Correct these, then run this again: it goes on with what is left.');
                    END IF;
                    IF NOT EXISTS (SELECT FROM tickets WHERE tenant IS DISTINCT FROM customer) THEN
                      RETURN;
                    END IF;
                  END LOOP;
                  RAISE EXCEPTION USING MESSAGE = concat('LOCKSTEP: ', (SELECT count(*) FROM tickets WHERE tenant IS DISTINCT FROM customer), ' rows of tickets still satisfy tenant IS DISTINCT FROM customer after 3 passes of the backfill: its expression leaves them so, or something writes them meanwhile. What is filled stays filled.');
                END
                $lockstep$
                SQL);

            DB::statement('RESET lock_timeout');
            DB::statement('RESET statement_timeout');
        }

        if (DB::getDriverName() !== 'pgsql' || DB::selectFromWriteConnection(<<<'SQL'
            SELECT 1 WHERE EXISTS (
              SELECT FROM pg_index
              WHERE indexrelid = to_regclass('tickets_tenant_subject_idx')
                AND indrelid = to_regclass('tickets')
                AND indisvalid
                AND NOT indisunique
                AND indpred IS NULL
                AND ARRAY(SELECT attname::text FROM unnest(indkey) WITH ORDINALITY AS k (attnum, n) JOIN pg_attribute USING (attnum) WHERE attrelid = indrelid ORDER BY n) = ARRAY['tenant', 'subject']
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
                      IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('tickets_tenant_subject_idx') AND NOT indisvalid) THEN
                        WHILE EXISTS (SELECT FROM pg_stat_progress_create_index WHERE datname = current_database() AND relid = to_regclass('tickets')) LOOP
                          PERFORM pg_sleep(0.1); -- a build still going on may yet make it valid
                          COMMIT; -- and waits for old snapshots, this one's too
                        END LOOP;
                        IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('tickets_tenant_subject_idx') AND NOT indisvalid) THEN
                          ALTER INDEX tickets_tenant_subject_idx RENAME TO tickets_tenant_subject_idx_lockstep_invalid;
                        END IF;
                      END IF;
                    END
                    $lockstep$
                    SQL);

                DB::statement('DROP INDEX CONCURRENTLY IF EXISTS tickets_tenant_subject_idx_lockstep_invalid');
            }

            // built concurrently, so that writes go on during the build
            Schema::table('tickets', function (Blueprint $table) {
                $table->index(['tenant', 'subject'], 'tickets_tenant_subject_idx')->online();
            });

            if (DB::getDriverName() === 'pgsql') {
                DB::statement('RESET lock_timeout');
                DB::statement('RESET statement_timeout');
            }
        }

        if (DB::getDriverName() !== 'pgsql' || DB::selectFromWriteConnection(<<<'SQL'
            SELECT 1 WHERE EXISTS (
              SELECT FROM pg_constraint
              WHERE conrelid = to_regclass('tickets')
                AND conname = 'tickets_tenant_not_null'
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
                            IF NOT queued THEN BEGIN SET LOCAL lock_timeout = '2000ms'; LOCK TABLE ONLY tickets IN SHARE UPDATE EXCLUSIVE MODE; queued := true; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF; -- stops no reads or writes; an autovacuum yields to it
                            held := ARRAY(SELECT virtualtransaction FROM pg_locks WHERE relation = to_regclass('tickets') AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
                            IF queued AND (held = '{}' OR NOT held && seen) THEN -- whoever held it 0.1 s ago is through: try for a moment
                              BEGIN SET LOCAL lock_timeout = '50ms'; LOCK TABLE ONLY tickets IN ACCESS EXCLUSIVE MODE; SET LOCAL statement_timeout = '5s'; SET LOCAL synchronous_commit = local; RETURN; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF;
                            IF clock_timestamp() > give_up THEN RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for tickets: ', coalesce((
                              SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE virtualtransaction = ANY (held)), 'traffic left no gap of 50 ms; a larger --max-stall would do'), '. Traffic was not blocked, nothing was changed. End that session or retry later.'); END IF;
                            seen := held; PERFORM pg_sleep(0.1); END LOOP;
                        END
                        $lockstep$
                        SQL);

                    // NOT VALID: binds new rows at once and reads no old one
                    DB::statement(<<<'SQL'
                        ALTER TABLE tickets ADD CONSTRAINT tickets_tenant_not_null CHECK (tenant IS NOT NULL) NOT VALID
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
                DB::statement('ALTER TABLE tickets VALIDATE CONSTRAINT tickets_tenant_not_null');
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
                      IF to_regclass('tickets') IS NULL THEN RETURN; END IF; -- has run before
                      IF EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND relation >= 16384 AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'AccessExclusiveLock')) THEN
                        RAISE EXCEPTION 'LOCKSTEP: an earlier migration of this transaction still holds locks that stop traffic; nothing was changed. Give each migration its own transaction (Alembic: transaction_per_migration, Flyway: group=false, psql: -1 for one file at a time).'; END IF;
                      LOOP
                        IF NOT queued THEN BEGIN SET LOCAL lock_timeout = '2000ms'; LOCK TABLE ONLY tickets IN SHARE UPDATE EXCLUSIVE MODE; queued := true; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF; -- stops no reads or writes; an autovacuum yields to it
                        held := ARRAY(SELECT virtualtransaction FROM pg_locks WHERE relation = to_regclass('tickets') AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
                        IF queued AND (held = '{}' OR NOT held && seen) THEN -- whoever held it 0.1 s ago is through: try for a moment
                          BEGIN SET LOCAL lock_timeout = '50ms'; LOCK TABLE ONLY tickets IN ACCESS EXCLUSIVE MODE; SET LOCAL statement_timeout = '5s'; SET LOCAL synchronous_commit = local; RETURN; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF;
                        IF clock_timestamp() > give_up THEN RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for tickets: ', coalesce((
                          SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE virtualtransaction = ANY (held)), 'traffic left no gap of 50 ms; a larger --max-stall would do'), '. Traffic was not blocked, nothing was changed. End that session or retry later.'); END IF;
                        seen := held; PERFORM pg_sleep(0.1); END LOOP;
                    END
                    $lockstep$
                    SQL);

                // proven by the validated check: no row is read
                DB::statement('ALTER TABLE tickets ALTER COLUMN tenant SET NOT NULL');

                // the check has done its work; a statement of its own, or the proof would be gone before it is used
                DB::statement('ALTER TABLE tickets DROP CONSTRAINT IF EXISTS tickets_tenant_not_null');

                if (DB::selectFromWriteConnection(<<<'SQL'
                    SELECT 1 WHERE EXISTS (
                      SELECT FROM pg_constraint
                      WHERE conrelid = to_regclass('tickets')
                        AND conname = 'tickets_tenant_check'
                        AND contype = 'c'
                    )
                    SQL) === []) {
                    // NOT VALID: binds new rows at once and reads no old one
                    DB::statement("ALTER TABLE tickets ADD CONSTRAINT tickets_tenant_check CHECK (tenant <> '') NOT VALID");
                }
            }
        });

        DB::transaction(function () {
            if (DB::getDriverName() === 'pgsql') {
                // Long work: no short time limits.
                DB::statement('SET LOCAL lock_timeout = 0');
                DB::statement('SET LOCAL statement_timeout = 0');

                // reads the old rows while reads and writes go on
                DB::statement('ALTER TABLE tickets VALIDATE CONSTRAINT tickets_tenant_check');
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
                      IF to_regclass('tickets') IS NULL THEN RETURN; END IF; -- has run before
                      IF EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND relation >= 16384 AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'AccessExclusiveLock')) THEN
                        RAISE EXCEPTION 'LOCKSTEP: an earlier migration of this transaction still holds locks that stop traffic; nothing was changed. Give each migration its own transaction (Alembic: transaction_per_migration, Flyway: group=false, psql: -1 for one file at a time).'; END IF;
                      LOOP
                        IF NOT queued THEN BEGIN SET LOCAL lock_timeout = '2000ms'; LOCK TABLE ONLY tickets IN SHARE UPDATE EXCLUSIVE MODE; queued := true; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF; -- stops no reads or writes; an autovacuum yields to it
                        held := ARRAY(SELECT virtualtransaction FROM pg_locks WHERE relation = to_regclass('tickets') AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
                        IF queued AND (held = '{}' OR NOT held && seen) THEN -- whoever held it 0.1 s ago is through: try for a moment
                          BEGIN SET LOCAL lock_timeout = '50ms'; LOCK TABLE ONLY tickets IN ACCESS EXCLUSIVE MODE; SET LOCAL statement_timeout = '5s'; SET LOCAL synchronous_commit = local; RETURN; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF;
                        IF clock_timestamp() > give_up THEN RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for tickets: ', coalesce((
                          SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE virtualtransaction = ANY (held)), 'traffic left no gap of 50 ms; a larger --max-stall would do'), '. Traffic was not blocked, nothing was changed. End that session or retry later.'); END IF;
                        seen := held; PERFORM pg_sleep(0.1); END LOOP;
                    END
                    $lockstep$
                    SQL);

                if (DB::selectFromWriteConnection(<<<'SQL'
                    SELECT 1 WHERE EXISTS (
                      SELECT FROM pg_constraint
                      WHERE conrelid = to_regclass('tickets')
                        AND conname = 'tickets_customer_not_null'
                        AND contype = 'c'
                    )
                    SQL) === []) {
                    // NOT VALID: binds new rows at once and reads no old one
                    DB::statement(<<<'SQL'
                        ALTER TABLE tickets ADD CONSTRAINT tickets_customer_not_null CHECK (customer IS NOT NULL) NOT VALID
                        SQL);
                }

                // drop not null from tickets.customer
                DB::statement('ALTER TABLE tickets ALTER COLUMN customer DROP NOT NULL');

                // drop statistics tickets_by_tenant of tickets
                DB::statement('DROP STATISTICS IF EXISTS tickets_by_tenant');

                // drop trigger announce_move of tickets
                DB::statement('DROP TRIGGER IF EXISTS announce_move ON tickets');

                // drop policy no_demo of tickets
                DB::statement('DROP POLICY IF EXISTS no_demo ON tickets');

                // drop policy own_tenant of tickets
                DB::statement('DROP POLICY IF EXISTS own_tenant ON tickets');

                if (DB::selectFromWriteConnection("SELECT 1 WHERE to_regclass('busy_tenants') IS NULL") === []) {
                    // drop view busy_tenants
                    DB::statement('DROP VIEW IF EXISTS busy_tenants');
                }

                if (DB::selectFromWriteConnection("SELECT 1 WHERE to_regclass('ticket_counts') IS NULL") === []) {
                    // drop view ticket_counts
                    DB::statement('DROP VIEW IF EXISTS ticket_counts');
                }

                // create view ticket_counts
                DB::statement(<<<'SQL'
                    CREATE OR REPLACE VIEW ticket_counts AS
                    SELECT tenant, count(*) AS tickets FROM tickets GROUP BY tenant
                    SQL);

                DB::statement("COMMENT ON VIEW ticket_counts IS 'For the invoice'");
                DB::statement('GRANT SELECT ON ticket_counts TO reporting');

                // create view busy_tenants
                DB::statement(<<<'SQL'
                    CREATE OR REPLACE VIEW busy_tenants AS
                    SELECT tenant FROM ticket_counts WHERE tickets > 100
                    SQL);

                // create policy no_demo on tickets
                DB::unprepared(<<<'SQL'
                    DO $lockstep$
                    BEGIN
                      IF NOT EXISTS (
                        SELECT FROM pg_policy
                        WHERE polrelid = to_regclass('tickets')
                          AND polname = 'no_demo'
                          AND polcmd = 'd'
                          AND NOT polpermissive
                      ) THEN
                        EXECUTE $statement$CREATE POLICY no_demo ON tickets AS RESTRICTIVE FOR DELETE TO helpdesk USING (tenant <> 'demo')$statement$;
                      END IF;
                    END
                    $lockstep$
                    SQL);

                DB::statement("COMMENT ON POLICY no_demo ON tickets IS 'The demo stays'");

                if (DB::selectFromWriteConnection(<<<'SQL'
                    SELECT 1 WHERE EXISTS (
                      SELECT FROM pg_policy
                      WHERE polrelid = to_regclass('tickets')
                        AND polname = 'own_tenant'
                        AND polcmd = '*'
                        AND polpermissive
                    )
                    SQL) === []) {
                    // create policy own_tenant on tickets
                    DB::statement('CREATE POLICY own_tenant ON tickets TO PUBLIC USING (tenant = CURRENT_USER)');
                }

                // create trigger announce_move on tickets
                DB::statement(<<<'SQL'
                    CREATE OR REPLACE TRIGGER announce_move AFTER UPDATE OF tenant, customer ON tickets FOR EACH ROW WHEN (OLD.tenant IS DISTINCT FROM NEW.tenant) EXECUTE FUNCTION announce_move()
                    SQL);

                DB::statement("COMMENT ON TRIGGER announce_move ON tickets IS 'Both tenants hear of it'");

                // create statistics tickets_by_tenant on tickets
                DB::statement('CREATE STATISTICS IF NOT EXISTS tickets_by_tenant ON tenant, subject FROM tickets');
            }
        });
    }
};
