<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Database\Schema\Blueprint;
use Illuminate\Support\Facades\DB;
use Illuminate\Support\Facades\Schema;

// Lockstep plan 2b372699dfbf, phase 3 of 4 (contract)
// Make users.id a bigint: swap users.id with its copy id_new, and all that hangs on it (14 catalog-only statements)
// Rollback: leaves residue: the index and the foreign keys that were built for the swap are used up; to swap again, take back the files that …
return new class extends Migration
{
    public $withinTransaction = false;

    public function up(): void
    {
        // Run before, by a process that was stopped before Laravel recorded it.
        if (DB::getDriverName() === 'pgsql' && DB::selectFromWriteConnection(<<<'SQL'
            SELECT 1 WHERE EXISTS (
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
                      IF to_regclass('users') IS NOT NULL THEN LOCK TABLE ONLY users IN SHARE UPDATE EXCLUSIVE MODE; END IF;
                      IF to_regclass('orders') IS NOT NULL THEN LOCK TABLE ONLY orders IN SHARE UPDATE EXCLUSIVE MODE; END IF;
                      SET LOCAL lock_timeout = 0;
                    EXCEPTION WHEN lock_not_available THEN
                      who := (SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE relation IN (to_regclass('users'), to_regclass('orders')) AND mode NOT IN ('AccessShareLock', 'RowShareLock', 'RowExclusiveLock') AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
                      RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for users, orders: ', who, '. Traffic was not blocked, nothing was changed. End that session or retry later.');
                    END
                    $lockstep$
                    SQL);

                // Stops here unless the data is ready.
                DB::unprepared(<<<'SQL'
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
                        RAISE EXCEPTION USING MESSAGE = concat('LOCKSTEP GATE: contract of "Make users.id a bigint" must not run yet. ', (SELECT count(*) FROM users WHERE id_new IS DISTINCT FROM (id::bigint)), ' rows of users differ in id_new. Nothing was changed. Finish 2026_11_20_092953_backfill_users_id_new, then retry. Urgent release? Leave this file out; it is safe to ship later.');
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
                        IF NOT queued THEN BEGIN SET LOCAL lock_timeout = '2000ms'; LOCK TABLE ONLY users IN SHARE UPDATE EXCLUSIVE MODE; LOCK TABLE ONLY orders IN SHARE UPDATE EXCLUSIVE MODE; queued := true; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF; -- stops no reads or writes; an autovacuum yields to it
                        held := ARRAY(SELECT virtualtransaction FROM pg_locks WHERE relation IN (to_regclass('users'), to_regclass('orders')) AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
                        IF queued AND (held = '{}' OR NOT held && seen) THEN -- whoever held it 0.1 s ago is through: try for a moment
                          BEGIN SET LOCAL lock_timeout = '50ms'; LOCK TABLE ONLY users IN ACCESS EXCLUSIVE MODE; LOCK TABLE ONLY orders IN ACCESS EXCLUSIVE MODE NOWAIT; SET LOCAL statement_timeout = '5s'; SET LOCAL synchronous_commit = local; RETURN; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF;
                        IF clock_timestamp() > give_up THEN RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for users, orders: ', coalesce((
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
                DB::statement('ALTER TABLE users ALTER COLUMN id_new SET NOT NULL');

                // the check has done its work; a statement of its own, or the proof would be gone before it is used
                DB::statement('ALTER TABLE users DROP CONSTRAINT IF EXISTS users_id_new_not_null');

                // the names are about to change sides
                DB::statement('DROP TRIGGER IF EXISTS zz_lockstep_users_id ON users');
                DB::statement('DROP FUNCTION IF EXISTS zz_lockstep_users_id()');

                // drop constraint orders.orders_user_id_fkey
                DB::statement('ALTER TABLE orders DROP CONSTRAINT IF EXISTS orders_user_id_fkey');

                // drop default of users.id
                DB::statement('ALTER TABLE users ALTER COLUMN id DROP DEFAULT');

                // drop constraint users.users_pkey
                DB::statement('ALTER TABLE users DROP CONSTRAINT IF EXISTS users_pkey');
            }

            Schema::table('users', function (Blueprint $table) {
                $table->renameColumn('id', 'id_old');
            });

            Schema::table('users', function (Blueprint $table) {
                $table->renameColumn('id_new', 'id');
            });

            if (DB::getDriverName() === 'pgsql') {
                // add constraint users.users_pkey
                DB::statement('ALTER TABLE users ADD CONSTRAINT users_pkey PRIMARY KEY USING INDEX users_pkey_new');

                // alter sequence users_id_seq
                DB::statement('ALTER SEQUENCE users_id_seq AS bigint');
                DB::statement('ALTER SEQUENCE users_id_seq OWNED BY users.id');

                // set default of users.id
                DB::statement("ALTER TABLE users ALTER COLUMN id SET DEFAULT nextval('users_id_seq'::regclass)");

                // drop not null from users.id_old
                DB::statement('ALTER TABLE users ALTER COLUMN id_old DROP NOT NULL');

                // create trigger zz_lockstep_users_id: keep id_old and id of users in step
                DB::unprepared(<<<'SQL'
                    CREATE OR REPLACE FUNCTION zz_lockstep_users_id() RETURNS trigger
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
                    $lockstep$
                    SQL);

                DB::statement(<<<'SQL'
                    CREATE OR REPLACE TRIGGER zz_lockstep_users_id
                      BEFORE INSERT OR UPDATE ON users
                      FOR EACH ROW EXECUTE FUNCTION zz_lockstep_users_id()
                    SQL);

                // rename constraint orders.orders_user_id_fkey_new to orders_user_id_fkey
                DB::statement('ALTER TABLE orders RENAME CONSTRAINT orders_user_id_fkey_new TO orders_user_id_fkey');
            }
        });
    }

    public function down(): void
    {
        if (DB::getDriverName() !== 'pgsql' || DB::selectFromWriteConnection(<<<'SQL'
            SELECT 1 WHERE EXISTS (
              SELECT FROM pg_attribute
              WHERE attrelid = to_regclass('users')
                AND attname = 'id'
                AND NOT attisdropped
            )
            AND NOT EXISTS (
              SELECT FROM pg_attribute
              WHERE attrelid = to_regclass('users')
                AND attname = 'id_old'
                AND NOT attisdropped
            )
            SQL) === []) {
            if (DB::getDriverName() !== 'pgsql' || DB::selectFromWriteConnection(<<<'SQL'
                SELECT 1 WHERE EXISTS (
                  SELECT FROM pg_constraint
                  WHERE conrelid = to_regclass('users')
                    AND conname = 'users_id_old_not_null'
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
                                IF NOT queued THEN BEGIN SET LOCAL lock_timeout = '2000ms'; LOCK TABLE ONLY users IN SHARE UPDATE EXCLUSIVE MODE; queued := true; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF; -- stops no reads or writes; an autovacuum yields to it
                                held := ARRAY(SELECT virtualtransaction FROM pg_locks WHERE relation = to_regclass('users') AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
                                IF queued AND (held = '{}' OR NOT held && seen) THEN -- whoever held it 0.1 s ago is through: try for a moment
                                  BEGIN SET LOCAL lock_timeout = '50ms'; LOCK TABLE ONLY users IN ACCESS EXCLUSIVE MODE; SET LOCAL statement_timeout = '5s'; SET LOCAL synchronous_commit = local; RETURN; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF;
                                IF clock_timestamp() > give_up THEN RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for users: ', coalesce((
                                  SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE virtualtransaction = ANY (held)), 'traffic left no gap of 50 ms; a larger --max-stall would do'), '. Traffic was not blocked, nothing was changed. End that session or retry later.'); END IF;
                                seen := held; PERFORM pg_sleep(0.1); END LOOP;
                            END
                            $lockstep$
                            SQL);

                        // NOT VALID: binds new rows at once and reads no old one
                        DB::statement(<<<'SQL'
                            ALTER TABLE users ADD CONSTRAINT users_id_old_not_null CHECK (id_old IS NOT NULL) NOT VALID
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
                    DB::statement('ALTER TABLE users VALIDATE CONSTRAINT users_id_old_not_null');
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
                        $lockstep$
                        SQL);

                    // proven by the validated check: no row is read
                    DB::statement('ALTER TABLE users ALTER COLUMN id_old SET NOT NULL');

                    // the check has done its work; a statement of its own, or the proof would be gone before it is used
                    DB::statement('ALTER TABLE users DROP CONSTRAINT IF EXISTS users_id_old_not_null');
                }
            });

            if (DB::getDriverName() !== 'pgsql' || DB::selectFromWriteConnection(<<<'SQL'
                SELECT 1 WHERE EXISTS (
                  SELECT FROM pg_index
                  WHERE indexrelid = to_regclass('users_pkey_old')
                    AND indrelid = to_regclass('users')
                    AND indisvalid
                    AND indisunique
                    AND indpred IS NULL
                    AND ARRAY(SELECT attname::text FROM unnest(indkey) WITH ORDINALITY AS k (attnum, n) JOIN pg_attribute USING (attnum) WHERE attrelid = indrelid ORDER BY n) = ARRAY['id_old']
                )
                SQL) === []) {
                if (DB::getDriverName() === 'pgsql') {
                    // Long work: no short time limits.
                    DB::statement('SET lock_timeout = 0');
                    DB::statement('SET statement_timeout = 0');

                    // built concurrently, so that writes go on during the build
                    DB::unprepared(<<<'SQL'
                        DO $lockstep$
                        BEGIN
                          IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('users_pkey_old') AND NOT indisvalid) THEN
                            WHILE EXISTS (SELECT FROM pg_stat_progress_create_index WHERE datname = current_database() AND relid = to_regclass('users')) LOOP
                              PERFORM pg_sleep(0.1); -- a build still going on may yet make it valid
                              COMMIT; -- and waits for old snapshots, this one's too
                            END LOOP;
                            IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('users_pkey_old') AND NOT indisvalid) THEN
                              ALTER INDEX users_pkey_old RENAME TO users_pkey_old_lockstep_invalid;
                            END IF;
                          END IF;
                        END
                        $lockstep$
                        SQL);

                    DB::statement('DROP INDEX CONCURRENTLY IF EXISTS users_pkey_old_lockstep_invalid');
                    DB::statement('CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS users_pkey_old ON users (id_old)');

                    DB::unprepared(<<<'SQL'
                        DO $lockstep$
                        BEGIN
                          IF NOT EXISTS (
                            SELECT FROM pg_index
                            WHERE indexrelid = to_regclass('users_pkey_old')
                              AND indrelid = to_regclass('users')
                              AND indisvalid
                              AND indisunique
                              AND indpred IS NULL
                              AND ARRAY(SELECT attname::text FROM unnest(indkey) WITH ORDINALITY AS k (attnum, n) JOIN pg_attribute USING (attnum) WHERE attrelid = indrelid ORDER BY n) = ARRAY['id_old']
                          ) THEN
                            RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: index users_pkey_old of users is not valid, or was there already and is another one. Run this again; if it stays, drop the index first.';
                          END IF;
                        END
                        $lockstep$
                        SQL);

                    DB::statement('RESET lock_timeout');
                    DB::statement('RESET statement_timeout');
                }
            }

            if (DB::getDriverName() !== 'pgsql' || DB::selectFromWriteConnection(<<<'SQL'
                SELECT 1 WHERE EXISTS (
                  SELECT FROM pg_constraint
                  WHERE conrelid = to_regclass('orders')
                    AND conname = 'orders_user_id_fkey_old'
                    AND contype = 'f'
                    AND confrelid = to_regclass('users')
                    AND ARRAY(SELECT attname::text FROM unnest(conkey) WITH ORDINALITY AS k (attnum, n) JOIN pg_attribute USING (attnum) WHERE attrelid = conrelid ORDER BY n) = ARRAY['user_id']
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
                                IF NOT queued THEN BEGIN SET LOCAL lock_timeout = '2000ms'; LOCK TABLE ONLY users IN SHARE UPDATE EXCLUSIVE MODE; LOCK TABLE ONLY orders IN SHARE UPDATE EXCLUSIVE MODE; queued := true; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF; -- stops no reads or writes; an autovacuum yields to it
                                held := ARRAY(SELECT virtualtransaction FROM pg_locks WHERE relation IN (to_regclass('users'), to_regclass('orders')) AND mode NOT IN ('AccessShareLock', 'RowShareLock') AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
                                IF queued AND (held = '{}' OR NOT held && seen) THEN -- whoever held it 0.1 s ago is through: try for a moment
                                  BEGIN SET LOCAL lock_timeout = '50ms'; LOCK TABLE ONLY users IN SHARE ROW EXCLUSIVE MODE; LOCK TABLE ONLY orders IN SHARE ROW EXCLUSIVE MODE NOWAIT; SET LOCAL statement_timeout = '5s'; SET LOCAL synchronous_commit = local; RETURN; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF;
                                IF clock_timestamp() > give_up THEN RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for users, orders: ', coalesce((
                                  SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE virtualtransaction = ANY (held)), 'traffic left no gap of 50 ms; a larger --max-stall would do'), '. Traffic was not blocked, nothing was changed. End that session or retry later.'); END IF;
                                seen := held; PERFORM pg_sleep(0.1); END LOOP;
                            END
                            $lockstep$
                            SQL);
                    }

                    // NOT VALID: binds new rows at once and reads no old one
                    Schema::table('orders', function (Blueprint $table) {
                        $table->foreign('user_id', 'orders_user_id_fkey_old')->references('id_old')->on('users')->notValid();
                    });
                });
            }

            DB::transaction(function () {
                if (DB::getDriverName() === 'pgsql') {
                    // Long work: no short time limits.
                    DB::statement('SET LOCAL lock_timeout = 0');
                    DB::statement('SET LOCAL statement_timeout = 0');

                    // reads the old rows while reads and writes go on
                    DB::statement('ALTER TABLE orders VALIDATE CONSTRAINT orders_user_id_fkey_old');
                }
            });
        }

        if (DB::getDriverName() !== 'pgsql' || DB::selectFromWriteConnection(<<<'SQL'
            SELECT 1 WHERE EXISTS (
              SELECT FROM pg_attribute
              WHERE attrelid = to_regclass('users')
                AND attname = 'id'
                AND NOT attisdropped
            )
            AND NOT EXISTS (
              SELECT FROM pg_attribute
              WHERE attrelid = to_regclass('users')
                AND attname = 'id_old'
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
                            IF NOT queued THEN BEGIN SET LOCAL lock_timeout = '2000ms'; LOCK TABLE ONLY users IN SHARE UPDATE EXCLUSIVE MODE; LOCK TABLE ONLY orders IN SHARE UPDATE EXCLUSIVE MODE; queued := true; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF; -- stops no reads or writes; an autovacuum yields to it
                            held := ARRAY(SELECT virtualtransaction FROM pg_locks WHERE relation IN (to_regclass('users'), to_regclass('orders')) AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
                            IF queued AND (held = '{}' OR NOT held && seen) THEN -- whoever held it 0.1 s ago is through: try for a moment
                              BEGIN SET LOCAL lock_timeout = '50ms'; LOCK TABLE ONLY users IN ACCESS EXCLUSIVE MODE; LOCK TABLE ONLY orders IN ACCESS EXCLUSIVE MODE NOWAIT; SET LOCAL statement_timeout = '5s'; SET LOCAL synchronous_commit = local; RETURN; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF;
                            IF clock_timestamp() > give_up THEN RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for users, orders: ', coalesce((
                              SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE virtualtransaction = ANY (held)), 'traffic left no gap of 50 ms; a larger --max-stall would do'), '. Traffic was not blocked, nothing was changed. End that session or retry later.'); END IF;
                            seen := held; PERFORM pg_sleep(0.1); END LOOP;
                        END
                        $lockstep$
                        SQL);

                    // drop trigger zz_lockstep_users_id of users
                    DB::statement('DROP TRIGGER IF EXISTS zz_lockstep_users_id ON users');
                    DB::statement('DROP FUNCTION IF EXISTS zz_lockstep_users_id()');

                    // drop constraint orders.orders_user_id_fkey
                    DB::statement('ALTER TABLE orders DROP CONSTRAINT IF EXISTS orders_user_id_fkey');

                    // drop default of users.id
                    DB::statement('ALTER TABLE users ALTER COLUMN id DROP DEFAULT');

                    // drop constraint users.users_pkey
                    DB::statement('ALTER TABLE users DROP CONSTRAINT IF EXISTS users_pkey');
                }

                Schema::table('users', function (Blueprint $table) {
                    $table->renameColumn('id', 'id_new');
                });

                Schema::table('users', function (Blueprint $table) {
                    $table->renameColumn('id_old', 'id');
                });

                if (DB::getDriverName() === 'pgsql') {
                    // add constraint users.users_pkey
                    DB::statement('ALTER TABLE users ADD CONSTRAINT users_pkey PRIMARY KEY USING INDEX users_pkey_old');

                    // alter sequence users_id_seq
                    DB::statement('ALTER SEQUENCE users_id_seq AS integer');
                    DB::statement('ALTER SEQUENCE users_id_seq OWNED BY users.id');

                    // set default of users.id
                    DB::statement("ALTER TABLE users ALTER COLUMN id SET DEFAULT nextval('users_id_seq'::regclass)");

                    // create trigger zz_lockstep_users_id: keep id and id_new of users in step
                    DB::unprepared(<<<'SQL'
                        CREATE OR REPLACE FUNCTION zz_lockstep_users_id() RETURNS trigger
                        LANGUAGE plpgsql
                        AS $lockstep$
                        BEGIN
                          IF TG_OP = 'INSERT' THEN
                            IF NEW.id_new IS NOT NULL THEN
                              IF NOT (NEW.id IS NOT NULL) OR NEW.id_new IS DISTINCT FROM NEW.id::bigint THEN
                                NEW.id := CASE WHEN NEW.id_new BETWEEN -2147483647 - 1 AND 2147483647 THEN NEW.id_new::integer END;
                              END IF;
                            ELSE
                              NEW.id_new := NEW.id::bigint;
                            END IF;
                          ELSE
                            IF NEW.id_new IS DISTINCT FROM OLD.id_new THEN
                              IF NEW.id_new IS DISTINCT FROM NEW.id::bigint THEN
                                NEW.id := CASE WHEN NEW.id_new BETWEEN -2147483647 - 1 AND 2147483647 THEN NEW.id_new::integer END;
                              END IF;
                            ELSIF NEW.id IS DISTINCT FROM OLD.id THEN
                              NEW.id_new := NEW.id::bigint;
                            END IF;
                          END IF;
                          RETURN NEW;
                        END
                        $lockstep$
                        SQL);

                    DB::statement(<<<'SQL'
                        CREATE OR REPLACE TRIGGER zz_lockstep_users_id
                          BEFORE INSERT OR UPDATE ON users
                          FOR EACH ROW EXECUTE FUNCTION zz_lockstep_users_id()
                        SQL);

                    // rename constraint orders.orders_user_id_fkey_old to orders_user_id_fkey
                    DB::statement('ALTER TABLE orders RENAME CONSTRAINT orders_user_id_fkey_old TO orders_user_id_fkey');
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
                    $lockstep$
                    SQL);

                if (DB::selectFromWriteConnection(<<<'SQL'
                    SELECT 1 WHERE EXISTS (
                      SELECT FROM pg_constraint
                      WHERE conrelid = to_regclass('users')
                        AND conname = 'users_id_new_not_null'
                        AND contype = 'c'
                    )
                    SQL) === []) {
                    // NOT VALID: binds new rows at once and reads no old one
                    DB::statement(<<<'SQL'
                        ALTER TABLE users ADD CONSTRAINT users_id_new_not_null CHECK (id_new IS NOT NULL) NOT VALID
                        SQL);
                }

                // drop not null from users.id_new
                DB::statement('ALTER TABLE users ALTER COLUMN id_new DROP NOT NULL');
            }
        });
    }
};
