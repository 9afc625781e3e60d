"""create enum order status new

Lockstep plan d8162a69ab39, phase 1 of 4 (expand), file 1 of 2
No order is held any more: create enum order_status_new; add column orders.status_new; set default of orders.status_new; set comment of col…
Rollback: exact: the copy holds nothing of its own.

Revision ID: 52f57198d99a
Revises:
Create Date: 2026-11-20 09:30:00
"""

from textwrap import dedent

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = "52f57198d99a"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
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
                IF NOT queued THEN BEGIN SET LOCAL lock_timeout = '2000ms'; LOCK TABLE ONLY orders IN SHARE UPDATE EXCLUSIVE MODE; queued := true; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF; -- stops no reads or writes; an autovacuum yields to it
                held := ARRAY(SELECT virtualtransaction FROM pg_locks WHERE relation = to_regclass('orders') AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
                IF queued AND (held = '{}' OR NOT held && seen) THEN -- whoever held it 0.1 s ago is through: try for a moment
                  BEGIN SET LOCAL lock_timeout = '50ms'; LOCK TABLE ONLY orders IN ACCESS EXCLUSIVE MODE; SET LOCAL statement_timeout = '5s'; SET LOCAL synchronous_commit = local; RETURN; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF;
                IF clock_timestamp() > give_up THEN RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for orders: ', coalesce((
                  SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE virtualtransaction = ANY (held)), 'traffic left no gap of 50 ms; a larger --max-stall would do'), '. Traffic was not blocked, nothing was changed. End that session or retry later.'); END IF;
                seen := held; PERFORM pg_sleep(0.1); END LOOP;
            END
            $lockstep$
        """)
    )

    # the labels as they should be, under another name for now
    op.execute("CREATE TYPE order_status_new AS ENUM ('new', 'paid', 'sent')")
    op.execute("COMMENT ON TYPE order_status_new IS 'How far an order is'")
    op.execute("GRANT USAGE ON TYPE order_status_new TO shop")

    # without value: no row is touched
    op.execute(
        "ALTER TABLE orders ADD COLUMN IF NOT EXISTS status_new order_status_new"
    )
    op.execute(
        dedent("""
            DO $lockstep$
            BEGIN
              IF NOT EXISTS (
                SELECT FROM pg_attribute
                WHERE attrelid = to_regclass('orders')
                  AND attname = 'status_new'
                  AND NOT attisdropped
                  AND atttypid = to_regtype('order_status_new')
              ) THEN
                RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: column status_new of orders was there already and is not order_status_new. Rename or drop it, then retry.';
              END IF;
            END
            $lockstep$
        """)
    )

    op.alter_column("orders", "status_new", server_default=sa.text("'new'"))

    op.alter_column("orders", "status_new", comment="Where it stands")

    op.execute("GRANT SELECT (status_new), UPDATE (status_new) ON orders TO courier")

    # what is written to one is in the other
    op.execute(
        dedent("""
            CREATE OR REPLACE FUNCTION zz_lockstep_orders_status() RETURNS trigger
            LANGUAGE plpgsql
            AS $lockstep$
            BEGIN
              IF TG_OP = 'INSERT' THEN
                IF NEW.status_new IS DISTINCT FROM ('new')::order_status_new THEN
                  IF NOT (NEW.status IS DISTINCT FROM ('new')::order_status) OR NEW.status_new IS DISTINCT FROM ((CASE NEW.status::text WHEN 'held' THEN 'paid' ELSE NEW.status::text END)::order_status_new)::order_status_new THEN
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
            CREATE OR REPLACE TRIGGER zz_lockstep_orders_status
              BEFORE INSERT OR UPDATE ON orders
              FOR EACH ROW EXECUTE FUNCTION zz_lockstep_orders_status()
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
                IF NOT queued THEN BEGIN SET LOCAL lock_timeout = '2000ms'; LOCK TABLE ONLY orders IN SHARE UPDATE EXCLUSIVE MODE; queued := true; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF; -- stops no reads or writes; an autovacuum yields to it
                held := ARRAY(SELECT virtualtransaction FROM pg_locks WHERE relation = to_regclass('orders') AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
                IF queued AND (held = '{}' OR NOT held && seen) THEN -- whoever held it 0.1 s ago is through: try for a moment
                  BEGIN SET LOCAL lock_timeout = '50ms'; LOCK TABLE ONLY orders IN ACCESS EXCLUSIVE MODE; SET LOCAL statement_timeout = '5s'; SET LOCAL synchronous_commit = local; RETURN; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF;
                IF clock_timestamp() > give_up THEN RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for orders: ', coalesce((
                  SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE virtualtransaction = ANY (held)), 'traffic left no gap of 50 ms; a larger --max-stall would do'), '. Traffic was not blocked, nothing was changed. End that session or retry later.'); END IF;
                seen := held; PERFORM pg_sleep(0.1); END LOOP;
            END
            $lockstep$
        """)
    )

    op.execute("DROP TRIGGER IF EXISTS zz_lockstep_orders_status ON orders")
    op.execute("DROP FUNCTION IF EXISTS zz_lockstep_orders_status()")

    op.drop_column("orders", "status_new", if_exists=True)

    op.execute("DROP TYPE IF EXISTS order_status_new")
