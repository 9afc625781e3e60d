"""swap payments cents

Lockstep plan ebbe295cf195, phase 3 of 4 (contract)
Sums outgrow integer: swap payments.cents with its copy cents_new, and all that hangs on it (21 catalog-only statements)
Rollback: leaves residue: the check comes back unproven until it is dropped.

Revision ID: 1887a9021557
Revises: 41ef7bef747c
Create Date: 2026-11-20 09:30:00
"""

from textwrap import dedent

from alembic import op

# revision identifiers, used by Alembic.
revision = "1887a9021557"
down_revision = "41ef7bef747c"
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
              IF to_regclass('payments') IS NOT NULL THEN LOCK TABLE ONLY payments IN SHARE UPDATE EXCLUSIVE MODE; END IF;
              SET LOCAL lock_timeout = 0;
            EXCEPTION WHEN lock_not_available THEN
              who := (SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE relation = to_regclass('payments') AND mode NOT IN ('AccessShareLock', 'RowShareLock', 'RowExclusiveLock') AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
              RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for payments: ', who, '. Traffic was not blocked, nothing was changed. End that session or retry later.');
            END
            $lockstep$
        """)
    )

    # Stops here unless the data is ready.
    op.execute(
        dedent("""
            DO $lockstep$
            BEGIN
              IF (NOT EXISTS (SELECT FROM payments WHERE cents_new IS DISTINCT FROM (cents::bigint))) IS NOT TRUE THEN
                RAISE EXCEPTION USING MESSAGE = concat('LOCKSTEP GATE: contract of "Sums outgrow integer" must not run yet. ', (SELECT count(*) FROM payments WHERE cents_new IS DISTINCT FROM (cents::bigint)), ' rows of payments differ in cents_new. Nothing was changed. Finish 0fa3d8e8aa9a_backfill_payments_cents_new, then retry. Urgent release? Leave this file out; it is safe to ship later.');
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
                IF NOT queued THEN BEGIN SET LOCAL lock_timeout = '2000ms'; LOCK TABLE ONLY payments IN SHARE UPDATE EXCLUSIVE MODE; queued := true; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF; -- stops no reads or writes; an autovacuum yields to it
                held := ARRAY(SELECT virtualtransaction FROM pg_locks WHERE relation = to_regclass('payments') AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
                IF queued AND (held = '{}' OR NOT held && seen) THEN -- whoever held it 0.1 s ago is through: try for a moment
                  BEGIN SET LOCAL lock_timeout = '50ms'; LOCK TABLE ONLY payments IN ACCESS EXCLUSIVE MODE; SET LOCAL statement_timeout = '5s'; SET LOCAL synchronous_commit = local; RETURN; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF;
                IF clock_timestamp() > give_up THEN RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for payments: ', coalesce((
                  SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE virtualtransaction = ANY (held)), 'traffic left no gap of 50 ms; a larger --max-stall would do'), '. Traffic was not blocked, nothing was changed. End that session or retry later.'); END IF;
                seen := held; PERFORM pg_sleep(0.1); END LOOP;
            END
            $lockstep$
        """)
    )

    # proven by the validated check: no row is read
    op.alter_column("payments", "cents_new", nullable=False)

    # the check has done its work; a statement of its own, or the proof would be gone before it is used
    op.drop_constraint(op.f("payments_cents_new_not_null"), "payments", type_="check")

    # the names are about to change sides
    op.execute("DROP STATISTICS IF EXISTS payments_sums")

    op.execute("DROP TRIGGER IF EXISTS watch_cents ON payments")

    op.execute("DROP POLICY IF EXISTS small_sums ON payments")

    op.execute("DROP VIEW IF EXISTS big_tenants")

    op.execute("DROP VIEW IF EXISTS turnover")

    op.execute("DROP TRIGGER IF EXISTS zz_lockstep_payments_cents ON payments")
    op.execute("DROP FUNCTION IF EXISTS zz_lockstep_payments_cents()")

    op.alter_column("payments", "cents", new_column_name="cents_old")

    op.alter_column("payments", "cents_new", new_column_name="cents")

    op.execute(
        "ALTER INDEX payments_tenant_cents_idx RENAME TO payments_tenant_cents_idx_old"
    )

    op.execute(
        "ALTER INDEX payments_tenant_cents_idx_cents_new RENAME TO payments_tenant_cents_idx"
    )

    op.execute(
        "ALTER TABLE payments RENAME CONSTRAINT payments_cents_check TO payments_cents_check_old"
    )

    op.execute(
        "ALTER TABLE payments RENAME CONSTRAINT payments_cents_check_cents_new TO payments_cents_check"
    )

    op.alter_column("payments", "cents_old", nullable=True)

    op.execute(
        dedent("""
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
        """)
    )
    op.execute(
        dedent("""
            CREATE OR REPLACE TRIGGER zz_lockstep_payments_cents
              BEFORE INSERT OR UPDATE ON payments
              FOR EACH ROW EXECUTE FUNCTION zz_lockstep_payments_cents()
        """)
    )

    op.execute(
        dedent("""
            CREATE OR REPLACE VIEW turnover AS
            SELECT tenant, sum(cents) AS cents FROM payments GROUP BY tenant
        """)
    )
    op.execute("COMMENT ON VIEW turnover IS 'By tenant'")
    op.execute("GRANT SELECT ON turnover TO reporting")

    op.execute(
        dedent("""
            CREATE OR REPLACE VIEW big_tenants AS
            SELECT tenant FROM turnover WHERE cents > 1000000
        """)
    )

    op.execute(
        dedent("""
            CREATE POLICY small_sums ON payments
              AS RESTRICTIVE
              TO clerk
              USING (cents < 100000)
              WITH CHECK (cents < 100000)
        """)
    )
    op.execute(
        "COMMENT ON POLICY small_sums ON payments IS 'Clerks see small sums only'"
    )

    op.execute(
        "CREATE OR REPLACE TRIGGER watch_cents AFTER UPDATE OF cents ON payments FOR EACH ROW WHEN (OLD.cents <> NEW.cents) EXECUTE FUNCTION watch_cents()"
    )

    op.execute(
        "CREATE STATISTICS IF NOT EXISTS payments_sums ON tenant, cents FROM payments"
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
              WHERE conrelid = to_regclass('payments')
                AND conname = 'payments_cents_old_not_null'
                AND contype = 'c'
            ) THEN RETURN; END IF; -- has run before
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
        """)
    )

    # NOT VALID: binds new rows at once and reads no old one
    op.execute(
        dedent("""
            DO $lockstep$
            BEGIN
              IF NOT EXISTS (
                SELECT FROM pg_constraint
                WHERE conrelid = to_regclass('payments')
                  AND conname = 'payments_cents_old_not_null'
                  AND contype = 'c'
              ) THEN
                ALTER TABLE payments
                  ADD CONSTRAINT payments_cents_old_not_null CHECK (cents_old IS NOT NULL)
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
    op.execute("ALTER TABLE payments VALIDATE CONSTRAINT payments_cents_old_not_null")

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
              WHERE attrelid = to_regclass('payments')
                AND attname = 'cents'
                AND NOT attisdropped
            )
            AND NOT EXISTS (
              SELECT FROM pg_attribute
              WHERE attrelid = to_regclass('payments')
                AND attname = 'cents_old'
                AND NOT attisdropped
            ) THEN RETURN; END IF; -- has run before
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
        """)
    )

    # proven by the validated check: no row is read
    op.execute(
        dedent("""
            DO $lockstep1$
            BEGIN
              IF EXISTS (
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
              ) THEN
                RETURN; -- has run before
              END IF;
              ALTER TABLE payments ALTER COLUMN cents_old SET NOT NULL;
              -- the check has done its work; a statement of its own, or the proof would be gone before it is used
              ALTER TABLE payments DROP CONSTRAINT IF EXISTS payments_cents_old_not_null;
              DROP STATISTICS IF EXISTS payments_sums;
              DROP TRIGGER IF EXISTS watch_cents ON payments;
              DROP POLICY IF EXISTS small_sums ON payments;
              DROP VIEW IF EXISTS big_tenants;
              DROP VIEW IF EXISTS turnover;
              DROP TRIGGER IF EXISTS zz_lockstep_payments_cents ON payments;
              DROP FUNCTION IF EXISTS zz_lockstep_payments_cents();
              ALTER TABLE payments RENAME COLUMN cents TO cents_new;
              ALTER TABLE payments RENAME COLUMN cents_old TO cents;
              ALTER TABLE payments RENAME CONSTRAINT payments_cents_check TO payments_cents_check_cents_new;
              ALTER TABLE payments RENAME CONSTRAINT payments_cents_check_old TO payments_cents_check;
              ALTER INDEX payments_tenant_cents_idx RENAME TO payments_tenant_cents_idx_cents_new;
              ALTER INDEX payments_tenant_cents_idx_old RENAME TO payments_tenant_cents_idx;
              EXECUTE $statement$CREATE OR REPLACE FUNCTION zz_lockstep_payments_cents() RETURNS trigger
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
            $lockstep$$statement$;
              EXECUTE $statement$CREATE OR REPLACE TRIGGER zz_lockstep_payments_cents
              BEFORE INSERT OR UPDATE ON payments
              FOR EACH ROW EXECUTE FUNCTION zz_lockstep_payments_cents()$statement$;
              EXECUTE $statement$CREATE OR REPLACE VIEW turnover AS
            SELECT tenant, sum(cents) AS cents FROM payments GROUP BY tenant$statement$;
              COMMENT ON VIEW turnover IS 'By tenant';
              GRANT SELECT ON turnover TO reporting;
              EXECUTE $statement$CREATE OR REPLACE VIEW big_tenants AS
            SELECT tenant FROM turnover WHERE cents > 1000000$statement$;
              EXECUTE $statement$CREATE POLICY small_sums ON payments
              AS RESTRICTIVE
              TO clerk
              USING (cents < 100000)
              WITH CHECK (cents < 100000)$statement$;
              COMMENT ON POLICY small_sums ON payments IS 'Clerks see small sums only';
              EXECUTE $statement$CREATE OR REPLACE TRIGGER watch_cents AFTER UPDATE OF cents ON payments FOR EACH ROW WHEN (OLD.cents <> NEW.cents) EXECUTE FUNCTION watch_cents()$statement$;
              EXECUTE $statement$CREATE STATISTICS IF NOT EXISTS payments_sums ON tenant, cents FROM payments$statement$;
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
        """)
    )

    # NOT VALID: binds new rows at once and reads no old one
    op.execute(
        dedent("""
            DO $lockstep$
            BEGIN
              IF NOT EXISTS (
                SELECT FROM pg_constraint
                WHERE conrelid = to_regclass('payments')
                  AND conname = 'payments_cents_new_not_null'
                  AND contype = 'c'
              ) THEN
                ALTER TABLE payments
                  ADD CONSTRAINT payments_cents_new_not_null CHECK (cents_new IS NOT NULL)
                  NOT VALID;
              END IF;
            END
            $lockstep$
        """)
    )

    op.execute("ALTER TABLE payments ALTER COLUMN cents_new DROP NOT NULL")
