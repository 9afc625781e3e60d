"""swap invoices status

Lockstep plan d479a9215aaf, phase 3 of 4 (contract), file 2 of 2
No order is held any more: swap invoices.status with its copy status_new, and all that hangs on it (4 catalog-only statements)
Rollback: exact: the old column is still in step; values only the new type can hold stop the way back before anything is changed; undone wi…

Revision ID: 19e5888cac38
Revises: 29f921208ded
Create Date: 2026-11-20 09:30:00
"""

from textwrap import dedent

from alembic import op

# revision identifiers, used by Alembic.
revision = "19e5888cac38"
down_revision = "29f921208ded"
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
              IF to_regclass('invoices') IS NOT NULL THEN LOCK TABLE ONLY invoices IN SHARE UPDATE EXCLUSIVE MODE; END IF;
              SET LOCAL lock_timeout = 0;
            EXCEPTION WHEN lock_not_available THEN
              who := (SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE relation = to_regclass('invoices') AND mode NOT IN ('AccessShareLock', 'RowShareLock', 'RowExclusiveLock') AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
              RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for invoices: ', who, '. Traffic was not blocked, nothing was changed. End that session or retry later.');
            END
            $lockstep$
        """)
    )

    # Stops here unless the data is ready.
    op.execute(
        dedent("""
            DO $lockstep$
            BEGIN
              IF (NOT EXISTS (SELECT FROM invoices WHERE status_new IS DISTINCT FROM ((CASE status::text WHEN 'held' THEN 'paid' ELSE status::text END)::order_status_new))) IS NOT TRUE THEN
                RAISE EXCEPTION USING MESSAGE = concat('LOCKSTEP GATE: contract of "No order is held any more" must not run yet. ', (SELECT count(*) FROM invoices WHERE status_new IS DISTINCT FROM ((CASE status::text WHEN 'held' THEN 'paid' ELSE status::text END)::order_status_new)), ' rows of invoices differ in status_new. Nothing was changed. Finish 02bbc0cec15d_backfill_invoices_status_new, then retry. Urgent release? Leave this file out; it is safe to ship later.');
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
                IF NOT queued THEN BEGIN SET LOCAL lock_timeout = '2000ms'; LOCK TABLE ONLY invoices IN SHARE UPDATE EXCLUSIVE MODE; queued := true; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF; -- stops no reads or writes; an autovacuum yields to it
                held := ARRAY(SELECT virtualtransaction FROM pg_locks WHERE relation = to_regclass('invoices') AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
                IF queued AND (held = '{}' OR NOT held && seen) THEN -- whoever held it 0.1 s ago is through: try for a moment
                  BEGIN SET LOCAL lock_timeout = '50ms'; LOCK TABLE ONLY invoices IN ACCESS EXCLUSIVE MODE; SET LOCAL statement_timeout = '5s'; SET LOCAL synchronous_commit = local; RETURN; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF;
                IF clock_timestamp() > give_up THEN RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for invoices: ', coalesce((
                  SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE virtualtransaction = ANY (held)), 'traffic left no gap of 50 ms; a larger --max-stall would do'), '. Traffic was not blocked, nothing was changed. End that session or retry later.'); END IF;
                seen := held; PERFORM pg_sleep(0.1); END LOOP;
            END
            $lockstep$
        """)
    )

    # the names are about to change sides
    op.execute("DROP TRIGGER IF EXISTS zz_lockstep_invoices_status ON invoices")
    op.execute("DROP FUNCTION IF EXISTS zz_lockstep_invoices_status()")

    op.alter_column("invoices", "status", new_column_name="status_old")

    op.alter_column("invoices", "status_new", new_column_name="status")

    op.execute(
        dedent("""
            CREATE OR REPLACE FUNCTION zz_lockstep_invoices_status() RETURNS trigger
            LANGUAGE plpgsql
            AS $lockstep$
            BEGIN
              IF TG_OP = 'INSERT' THEN
                IF NEW.status IS NOT NULL THEN
                  IF NOT (NEW.status_old IS NOT NULL) OR NEW.status IS DISTINCT FROM ((CASE NEW.status_old::text WHEN 'held' THEN 'paid' ELSE NEW.status_old::text END)::order_status_new)::order_status_new THEN
                    NEW.status_old := NEW.status::text::order_status;
                  END IF;
                ELSE
                  NEW.status := (CASE NEW.status_old::text WHEN 'held' THEN 'paid' ELSE NEW.status_old::text END)::order_status_new;
                END IF;
              ELSE
                IF NEW.status IS DISTINCT FROM OLD.status THEN
                  IF NEW.status IS DISTINCT FROM ((CASE NEW.status_old::text WHEN 'held' THEN 'paid' ELSE NEW.status_old::text END)::order_status_new)::order_status_new THEN
                    NEW.status_old := NEW.status::text::order_status;
                  END IF;
                ELSIF NEW.status_old IS DISTINCT FROM OLD.status_old THEN
                  NEW.status := (CASE NEW.status_old::text WHEN 'held' THEN 'paid' ELSE NEW.status_old::text END)::order_status_new;
                END IF;
              END IF;
              RETURN NEW;
            END
            $lockstep$
        """)
    )
    op.execute(
        dedent("""
            CREATE OR REPLACE TRIGGER zz_lockstep_invoices_status
              BEFORE INSERT OR UPDATE ON invoices
              FOR EACH ROW EXECUTE FUNCTION zz_lockstep_invoices_status()
        """)
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
              IF EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND relation >= 16384 AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'AccessExclusiveLock')) THEN
                RAISE EXCEPTION 'LOCKSTEP: an earlier migration of this transaction still holds locks that stop traffic; nothing was changed. Give each migration its own transaction (Alembic: transaction_per_migration, Flyway: group=false, psql: -1 for one file at a time).'; END IF;
              LOOP
                IF NOT queued THEN BEGIN SET LOCAL lock_timeout = '2000ms'; LOCK TABLE ONLY invoices IN SHARE UPDATE EXCLUSIVE MODE; queued := true; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF; -- stops no reads or writes; an autovacuum yields to it
                held := ARRAY(SELECT virtualtransaction FROM pg_locks WHERE relation = to_regclass('invoices') AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
                IF queued AND (held = '{}' OR NOT held && seen) THEN -- whoever held it 0.1 s ago is through: try for a moment
                  BEGIN SET LOCAL lock_timeout = '50ms'; LOCK TABLE ONLY invoices IN ACCESS EXCLUSIVE MODE; SET LOCAL statement_timeout = '5s'; SET LOCAL synchronous_commit = local; RETURN; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF;
                IF clock_timestamp() > give_up THEN RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for invoices: ', coalesce((
                  SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE virtualtransaction = ANY (held)), 'traffic left no gap of 50 ms; a larger --max-stall would do'), '. Traffic was not blocked, nothing was changed. End that session or retry later.'); END IF;
                seen := held; PERFORM pg_sleep(0.1); END LOOP;
            END
            $lockstep$
        """)
    )

    op.execute("DROP TRIGGER IF EXISTS zz_lockstep_invoices_status ON invoices")
    op.execute("DROP FUNCTION IF EXISTS zz_lockstep_invoices_status()")

    op.alter_column("invoices", "status", new_column_name="status_new")

    op.alter_column("invoices", "status_old", new_column_name="status")

    op.execute(
        dedent("""
            CREATE OR REPLACE FUNCTION zz_lockstep_invoices_status() RETURNS trigger
            LANGUAGE plpgsql
            AS $lockstep$
            BEGIN
              IF TG_OP = 'INSERT' THEN
                IF NEW.status_new IS NOT NULL THEN
                  IF NOT (NEW.status IS NOT NULL) OR NEW.status_new IS DISTINCT FROM ((CASE NEW.status::text WHEN 'held' THEN 'paid' ELSE NEW.status::text END)::order_status_new)::order_status_new THEN
                    NEW.status := NEW.status_new::text::order_status;
                  END IF;
                ELSE
                  NEW.status_new := (CASE NEW.status::text WHEN 'held' THEN 'paid' ELSE NEW.status::text END)::order_status_new;
                END IF;
              ELSE
                IF NEW.status_new IS DISTINCT FROM OLD.status_new THEN
                  IF NEW.status_new IS DISTINCT FROM ((CASE NEW.status::text WHEN 'held' THEN 'paid' ELSE NEW.status::text END)::order_status_new)::order_status_new THEN
                    NEW.status := NEW.status_new::text::order_status;
                  END IF;
                ELSIF NEW.status IS DISTINCT FROM OLD.status THEN
                  NEW.status_new := (CASE NEW.status::text WHEN 'held' THEN 'paid' ELSE NEW.status::text END)::order_status_new;
                END IF;
              END IF;
              RETURN NEW;
            END
            $lockstep$
        """)
    )
    op.execute(
        dedent("""
            CREATE OR REPLACE TRIGGER zz_lockstep_invoices_status
              BEFORE INSERT OR UPDATE ON invoices
              FOR EACH ROW EXECUTE FUNCTION zz_lockstep_invoices_status()
        """)
    )
