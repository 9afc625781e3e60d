"""swap users id

Lockstep plan 2b372699dfbf, phase 3 of 4 (contract)
Make users.id a bigint: swap users.id with its copy id_new, and all that hangs on it (14 catalog-only statements)
Rollback: leaves residue: the index and the foreign keys that were built for the swap are used up; to swap again, take back the files that …

Revision ID: bfe73d8bfebc
Revises: 3da53a69e4ed
Create Date: 2026-11-20 09:30:00
"""

from textwrap import dedent

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = "bfe73d8bfebc"
down_revision = "3da53a69e4ed"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Commits what ran before, so that none of its locks is held meanwhile.
    with op.get_context().autocommit_block():  # fails where env.py began a transaction
        pass

    # Long work that blocks neither reads nor writes: no short time limits.
    op.execute("SET LOCAL lock_timeout = 0")
    op.execute("SET LOCAL statement_timeout = 0")
    op.execute(
        dedent("""
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
        """)
    )

    # Stops here unless the data is ready.
    op.execute(
        dedent("""
            DO $lockstep$
            BEGIN
              IF (NOT EXISTS (SELECT FROM users WHERE id_new IS DISTINCT FROM (id::bigint))) IS NOT TRUE THEN
                RAISE EXCEPTION USING MESSAGE = concat('LOCKSTEP GATE: contract of "Make users.id a bigint" must not run yet. ', (SELECT count(*) FROM users WHERE id_new IS DISTINCT FROM (id::bigint)), ' rows of users differ in id_new. Nothing was changed. Finish 387b1e5cced6_backfill_users_id_new, then retry. Urgent release? Leave this file out; it is safe to ship later.');
              END IF;
            END
            $lockstep$
        """)
    )

    # Waits for the lock without making others wait behind it.
    op.execute("SET LOCAL statement_timeout = 0")
    op.execute(
        dedent("""
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
        """)
    )

    # proven by the validated check: no row is read
    op.alter_column("users", "id_new", nullable=False)

    # the check has done its work; a statement of its own, or the proof would be gone before it is used
    op.drop_constraint(op.f("users_id_new_not_null"), "users", type_="check")

    # the names are about to change sides
    op.execute("DROP TRIGGER IF EXISTS zz_lockstep_users_id ON users")
    op.execute("DROP FUNCTION IF EXISTS zz_lockstep_users_id()")

    op.drop_constraint(op.f("orders_user_id_fkey"), "orders", type_="foreignkey")

    op.alter_column("users", "id", server_default=None)

    op.drop_constraint(op.f("users_pkey"), "users", type_="primary")

    op.alter_column("users", "id", new_column_name="id_old")

    op.alter_column("users", "id_new", new_column_name="id")

    op.execute(
        "ALTER TABLE users ADD CONSTRAINT users_pkey PRIMARY KEY USING INDEX users_pkey_new"
    )

    op.execute("ALTER SEQUENCE users_id_seq AS bigint")
    op.execute("ALTER SEQUENCE users_id_seq OWNED BY users.id")

    op.alter_column(
        "users", "id", server_default=sa.text("nextval('users_id_seq'::regclass)")
    )

    op.alter_column("users", "id_old", nullable=True)

    op.execute(
        dedent("""
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
        """)
    )
    op.execute(
        dedent("""
            CREATE OR REPLACE TRIGGER zz_lockstep_users_id
              BEFORE INSERT OR UPDATE ON users
              FOR EACH ROW EXECUTE FUNCTION zz_lockstep_users_id()
        """)
    )

    op.execute(
        "ALTER TABLE orders RENAME CONSTRAINT orders_user_id_fkey_new TO orders_user_id_fkey"
    )


def downgrade() -> None:
    # Commits what ran before, so that none of its locks is held meanwhile.
    with op.get_context().autocommit_block():  # fails where env.py began a transaction
        pass

    # Waits for the lock without making others wait behind it.
    op.execute("SET LOCAL statement_timeout = 0")
    op.execute(
        dedent("""
            DO $lockstep$
            DECLARE give_up timestamptz := clock_timestamp() + interval '10 s'; queued boolean := false; held text[]; seen text[];
            BEGIN
              IF EXISTS (
              SELECT FROM pg_constraint
              WHERE conrelid = to_regclass('users')
                AND conname = 'users_id_old_not_null'
                AND contype = 'c'
            ) THEN RETURN; END IF; -- has run before
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
        """)
    )

    # NOT VALID: binds new rows at once and reads no old one
    op.execute(
        dedent("""
            DO $lockstep$
            BEGIN
              IF NOT EXISTS (
                SELECT FROM pg_constraint
                WHERE conrelid = to_regclass('users')
                  AND conname = 'users_id_old_not_null'
                  AND contype = 'c'
              ) THEN
                ALTER TABLE users ADD CONSTRAINT users_id_old_not_null CHECK (id_old IS NOT NULL) NOT VALID;
              END IF;
            END
            $lockstep$
        """)
    )

    # Commits what ran before, so that none of its locks is held meanwhile.
    with op.get_context().autocommit_block():  # fails where env.py began a transaction
        pass

    # Long work that blocks neither reads nor writes: no short time limits.
    op.execute("SET LOCAL lock_timeout = 0")
    op.execute("SET LOCAL statement_timeout = 0")

    # reads the old rows while reads and writes go on
    op.execute("ALTER TABLE users VALIDATE CONSTRAINT users_id_old_not_null")

    # Commits what ran before, so that none of its locks is held meanwhile.
    with op.get_context().autocommit_block():  # fails where env.py began a transaction
        pass

    # Waits for the lock without making others wait behind it.
    op.execute("SET LOCAL statement_timeout = 0")
    op.execute(
        dedent("""
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
        """)
    )

    # proven by the validated check: no row is read
    op.execute("ALTER TABLE users ALTER COLUMN id_old SET NOT NULL")

    # the check has done its work; a statement of its own, or the proof would be gone before it is used
    op.execute("ALTER TABLE users DROP CONSTRAINT IF EXISTS users_id_old_not_null")

    with op.get_context().autocommit_block():  # fails where env.py began a transaction
        # Long work that blocks neither reads nor writes: no short time limits.
        op.execute("SET lock_timeout = 0")
        op.execute("SET statement_timeout = 0")

        # built concurrently, so that writes go on during the build
        op.execute(
            dedent("""
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
            """)
        )
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS users_pkey_old_lockstep_invalid")
        op.create_index(
            op.f("users_pkey_old"),
            "users",
            ["id_old"],
            unique=True,
            postgresql_concurrently=True,
            if_not_exists=True,
        )
        op.execute(
            dedent("""
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
            """)
        )

        op.execute("RESET lock_timeout")
        op.execute("RESET statement_timeout")

    # Commits what ran before, so that none of its locks is held meanwhile.
    with op.get_context().autocommit_block():  # fails where env.py began a transaction
        pass

    # Waits for the lock without making others wait behind it.
    op.execute("SET LOCAL statement_timeout = 0")
    op.execute(
        dedent("""
            DO $lockstep$
            DECLARE give_up timestamptz := clock_timestamp() + interval '10 s'; queued boolean := false; held text[]; seen text[];
            BEGIN
              IF EXISTS (
              SELECT FROM pg_constraint
              WHERE conrelid = to_regclass('orders')
                AND conname = 'orders_user_id_fkey_old'
                AND contype = 'f'
                AND confrelid = to_regclass('users')
                AND ARRAY(SELECT attname::text FROM unnest(conkey) WITH ORDINALITY AS k (attnum, n) JOIN pg_attribute USING (attnum) WHERE attrelid = conrelid ORDER BY n) = ARRAY['user_id']
            ) THEN RETURN; END IF; -- has run before
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
        """)
    )

    # NOT VALID: binds new rows at once and reads no old one
    op.execute(
        dedent("""
            DO $lockstep$
            BEGIN
              IF NOT EXISTS (
                SELECT FROM pg_constraint
                WHERE conrelid = to_regclass('orders')
                  AND conname = 'orders_user_id_fkey_old'
                  AND contype = 'f'
                  AND confrelid = to_regclass('users')
                  AND ARRAY(SELECT attname::text FROM unnest(conkey) WITH ORDINALITY AS k (attnum, n) JOIN pg_attribute USING (attnum) WHERE attrelid = conrelid ORDER BY n) = ARRAY['user_id']
              ) THEN
                ALTER TABLE orders
                  ADD CONSTRAINT orders_user_id_fkey_old FOREIGN KEY (user_id)
                  REFERENCES users (id_old)
                  NOT VALID;
              END IF;
            END
            $lockstep$
        """)
    )

    # Commits what ran before, so that none of its locks is held meanwhile.
    with op.get_context().autocommit_block():  # fails where env.py began a transaction
        pass

    # Long work that blocks neither reads nor writes: no short time limits.
    op.execute("SET LOCAL lock_timeout = 0")
    op.execute("SET LOCAL statement_timeout = 0")

    # reads the old rows while reads and writes go on
    op.execute("ALTER TABLE orders VALIDATE CONSTRAINT orders_user_id_fkey_old")

    # Commits what ran before, so that none of its locks is held meanwhile.
    with op.get_context().autocommit_block():  # fails where env.py began a transaction
        pass

    # Waits for the lock without making others wait behind it.
    op.execute("SET LOCAL statement_timeout = 0")
    op.execute(
        dedent("""
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
                AND attname = 'id_old'
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
            $lockstep$
        """)
    )

    op.execute(
        dedent("""
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
                  AND attname = 'id_old'
                  AND NOT attisdropped
              ) THEN
                RETURN; -- has run before
              END IF;
              DROP TRIGGER IF EXISTS zz_lockstep_users_id ON users;
              DROP FUNCTION IF EXISTS zz_lockstep_users_id();
              ALTER TABLE orders DROP CONSTRAINT IF EXISTS orders_user_id_fkey;
              ALTER TABLE users ALTER COLUMN id DROP DEFAULT;
              ALTER TABLE users DROP CONSTRAINT IF EXISTS users_pkey;
              ALTER TABLE users RENAME COLUMN id TO id_new;
              ALTER TABLE users RENAME COLUMN id_old TO id;
              ALTER TABLE users ADD CONSTRAINT users_pkey PRIMARY KEY USING INDEX users_pkey_old;
              ALTER SEQUENCE users_id_seq AS integer;
              ALTER SEQUENCE users_id_seq OWNED BY users.id;
              ALTER TABLE users ALTER COLUMN id SET DEFAULT nextval('users_id_seq'::regclass);
              EXECUTE $statement$CREATE OR REPLACE FUNCTION zz_lockstep_users_id() RETURNS trigger
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
            $lockstep$$statement$;
              EXECUTE $statement$CREATE OR REPLACE TRIGGER zz_lockstep_users_id
              BEFORE INSERT OR UPDATE ON users
              FOR EACH ROW EXECUTE FUNCTION zz_lockstep_users_id()$statement$;
              ALTER TABLE orders RENAME CONSTRAINT orders_user_id_fkey_old TO orders_user_id_fkey;
            END
            $lockstep1$
        """)
    )

    # Commits what ran before, so that none of its locks is held meanwhile.
    with op.get_context().autocommit_block():  # fails where env.py began a transaction
        pass

    # Waits for the lock without making others wait behind it.
    op.execute("SET LOCAL statement_timeout = 0")
    op.execute(
        dedent("""
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
        """)
    )

    # NOT VALID: binds new rows at once and reads no old one
    op.execute(
        dedent("""
            DO $lockstep$
            BEGIN
              IF NOT EXISTS (
                SELECT FROM pg_constraint
                WHERE conrelid = to_regclass('users')
                  AND conname = 'users_id_new_not_null'
                  AND contype = 'c'
              ) THEN
                ALTER TABLE users ADD CONSTRAINT users_id_new_not_null CHECK (id_new IS NOT NULL) NOT VALID;
              END IF;
            END
            $lockstep$
        """)
    )

    op.execute("ALTER TABLE users ALTER COLUMN id_new DROP NOT NULL")
