"""create table orders europe

Lockstep plan f05b69c8171e, phase 1 of 1 (expand), file 3 of 3
Give Europe its own orders: create table orders_europe; drop constraint orders_elsewhere.orders_elsewhere_partition_bounds
Rollback: loses later writes: rows written to orders_europe are gone.

Revision ID: c212b2ab1555
Revises: f13767a90a65
Create Date: 2026-11-20 09:30:00
"""

from textwrap import dedent

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = "c212b2ab1555"
down_revision = "f13767a90a65"
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
                IF NOT queued THEN BEGIN SET LOCAL lock_timeout = '2000ms'; LOCK TABLE ONLY orders_elsewhere IN SHARE UPDATE EXCLUSIVE MODE; queued := true; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF; -- stops no reads or writes; an autovacuum yields to it
                held := ARRAY(SELECT virtualtransaction FROM pg_locks WHERE relation = to_regclass('orders_elsewhere') AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
                IF queued AND (held = '{}' OR NOT held && seen) THEN -- whoever held it 0.1 s ago is through: try for a moment
                  BEGIN SET LOCAL lock_timeout = '50ms'; LOCK TABLE ONLY orders_elsewhere IN ACCESS EXCLUSIVE MODE; SET LOCAL statement_timeout = '5s'; SET LOCAL synchronous_commit = local; RETURN; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF;
                IF clock_timestamp() > give_up THEN RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for orders_elsewhere: ', coalesce((
                  SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE virtualtransaction = ANY (held)), 'traffic left no gap of 50 ms; a larger --max-stall would do'), '. Traffic was not blocked, nothing was changed. End that session or retry later.'); END IF;
                seen := held; PERFORM pg_sleep(0.1); END LOOP;
            END
            $lockstep$
        """)
    )

    # created beside the parent, then attached: reads and writes of the parent go on
    op.create_table(
        "orders_europe",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index(op.f("orders_europe_placed_at_idx"), "orders_europe", ["placed_at"])
    op.execute(
        "ALTER TABLE orders ATTACH PARTITION orders_europe FOR VALUES IN ('de', 'fr')"
    )

    # the check has done its work
    op.drop_constraint(
        op.f("orders_elsewhere_partition_bounds"), "orders_elsewhere", type_="check"
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
              WHERE conrelid = to_regclass('orders_elsewhere')
                AND conname = 'orders_elsewhere_partition_bounds'
                AND contype = 'c'
            ) THEN RETURN; END IF; -- has run before
              IF EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND relation >= 16384 AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'AccessExclusiveLock')) THEN
                RAISE EXCEPTION 'LOCKSTEP: an earlier migration of this transaction still holds locks that stop traffic; nothing was changed. Give each migration its own transaction (Alembic: transaction_per_migration, Flyway: group=false, psql: -1 for one file at a time).'; END IF;
              LOOP
                IF NOT queued THEN BEGIN SET LOCAL lock_timeout = '2000ms'; LOCK TABLE ONLY orders_elsewhere IN SHARE UPDATE EXCLUSIVE MODE; queued := true; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF; -- stops no reads or writes; an autovacuum yields to it
                held := ARRAY(SELECT virtualtransaction FROM pg_locks WHERE relation = to_regclass('orders_elsewhere') AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
                IF queued AND (held = '{}' OR NOT held && seen) THEN -- whoever held it 0.1 s ago is through: try for a moment
                  BEGIN SET LOCAL lock_timeout = '50ms'; LOCK TABLE ONLY orders_elsewhere IN ACCESS EXCLUSIVE MODE; SET LOCAL statement_timeout = '5s'; SET LOCAL synchronous_commit = local; RETURN; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF;
                IF clock_timestamp() > give_up THEN RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for orders_elsewhere: ', coalesce((
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
                WHERE conrelid = to_regclass('orders_elsewhere')
                  AND conname = 'orders_elsewhere_partition_bounds'
                  AND contype = 'c'
              ) THEN
                ALTER TABLE orders_elsewhere
                  ADD CONSTRAINT orders_elsewhere_partition_bounds CHECK (NOT (region IS NOT NULL AND region IN ('de', 'fr')))
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
    op.execute(
        "ALTER TABLE orders_elsewhere VALIDATE CONSTRAINT orders_elsewhere_partition_bounds"
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
              IF to_regclass('orders_europe') IS NULL THEN RETURN; END IF; -- has run before
              IF EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND relation >= 16384 AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'AccessExclusiveLock')) THEN
                RAISE EXCEPTION 'LOCKSTEP: an earlier migration of this transaction still holds locks that stop traffic; nothing was changed. Give each migration its own transaction (Alembic: transaction_per_migration, Flyway: group=false, psql: -1 for one file at a time).'; END IF;
              LOOP
                IF NOT queued THEN BEGIN SET LOCAL lock_timeout = '2000ms'; LOCK TABLE ONLY orders IN SHARE UPDATE EXCLUSIVE MODE; LOCK TABLE ONLY orders_elsewhere IN SHARE UPDATE EXCLUSIVE MODE; LOCK TABLE ONLY orders_europe IN SHARE UPDATE EXCLUSIVE MODE; queued := true; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF; -- stops no reads or writes; an autovacuum yields to it
                held := ARRAY(SELECT virtualtransaction FROM pg_locks WHERE relation IN (to_regclass('orders'), to_regclass('orders_elsewhere'), to_regclass('orders_europe')) AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
                IF queued AND (held = '{}' OR NOT held && seen) THEN -- whoever held it 0.1 s ago is through: try for a moment
                  BEGIN SET LOCAL lock_timeout = '50ms'; LOCK TABLE ONLY orders IN ACCESS EXCLUSIVE MODE; LOCK TABLE ONLY orders_elsewhere IN ACCESS EXCLUSIVE MODE NOWAIT; LOCK TABLE ONLY orders_europe IN ACCESS EXCLUSIVE MODE NOWAIT; SET LOCAL statement_timeout = '5s'; SET LOCAL synchronous_commit = local; RETURN; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF;
                IF clock_timestamp() > give_up THEN RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for orders, orders_elsewhere, orders_europe: ', coalesce((
                  SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE virtualtransaction = ANY (held)), 'traffic left no gap of 50 ms; a larger --max-stall would do'), '. Traffic was not blocked, nothing was changed. End that session or retry later.'); END IF;
                seen := held; PERFORM pg_sleep(0.1); END LOOP;
            END
            $lockstep$
        """)
    )

    op.execute(
        dedent("""
            DO $lockstep$
            BEGIN
              IF (to_regclass('orders_europe') IS NULL) IS NOT TRUE THEN
                DROP TABLE IF EXISTS orders_europe;
              END IF;
            END
            $lockstep$
        """)
    )
