"""create materialized view totals new

Lockstep plan 49996bc8c9e1, phase 1 of 2 (migrate)
Totals count their orders: create materialized view totals_new
Rollback: exact.

Revision ID: 041d84a14231
Revises:
Create Date: 2026-11-20 09:30:00
"""

from textwrap import dedent

from alembic import op

# revision identifiers, used by Alembic.
revision = "041d84a14231"
down_revision = None
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
            CREATE MATERIALIZED VIEW IF NOT EXISTS totals_new AS
            SELECT customer_id, sum(total) AS total, count(*) AS orders FROM orders GROUP BY customer_id
            WITH DATA
        """)
    )
    op.execute(
        "CREATE UNIQUE INDEX IF NOT EXISTS totals_customer_id_idx_new ON totals_new (customer_id)"
    )
    op.execute(
        dedent("""
            DO $lockstep$
            BEGIN
              IF NOT EXISTS (
                SELECT FROM pg_class
                WHERE oid = to_regclass('totals_new')
                  AND relkind = 'm'
                  AND ARRAY(SELECT attname::text FROM unnest((SELECT array_agg(attnum ORDER BY attnum) FROM pg_attribute a WHERE a.attrelid = pg_class.oid AND a.attnum > 0)) WITH ORDINALITY AS k (attnum, n) JOIN pg_attribute USING (attnum) WHERE attrelid = pg_class.oid ORDER BY n) = ARRAY['customer_id', 'total', 'orders']
              ) THEN
                RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: totals_new was there already and is not the materialized view wanted. Drop it, then retry.';
              END IF;
            END
            $lockstep$
        """)
    )
    op.execute(
        dedent("""
            DO $lockstep$
            BEGIN
              IF NOT EXISTS (
                SELECT FROM pg_index
                WHERE indexrelid = to_regclass('totals_customer_id_idx_new')
                  AND indrelid = to_regclass('totals_new')
                  AND indisvalid
                  AND indisunique
                  AND indpred IS NULL
                  AND ARRAY(SELECT attname::text FROM unnest(indkey) WITH ORDINALITY AS k (attnum, n) JOIN pg_attribute USING (attnum) WHERE attrelid = indrelid ORDER BY n) = ARRAY['customer_id']
              ) THEN
                RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: index totals_customer_id_idx_new was there already and is invalid or not the one wanted on totals_new. Drop it, then retry.';
              END IF;
            END
            $lockstep$
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
            DECLARE give_up timestamptz := clock_timestamp() + interval '10 s'; queued boolean := true; held text[]; seen text[];
            BEGIN
              IF EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND relation >= 16384 AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'AccessExclusiveLock')) THEN
                RAISE EXCEPTION 'LOCKSTEP: an earlier migration of this transaction still holds locks that stop traffic; nothing was changed. Give each migration its own transaction (Alembic: transaction_per_migration, Flyway: group=false, psql: -1 for one file at a time).'; END IF;
              LOOP
                held := ARRAY(SELECT virtualtransaction FROM pg_locks WHERE relation = to_regclass('totals_new') AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
                IF queued AND (held = '{}' OR NOT held && seen) THEN -- whoever held it 0.1 s ago is through: try for a moment
                  BEGIN SET LOCAL lock_timeout = '50ms'; DROP MATERIALIZED VIEW IF EXISTS totals_new; SET LOCAL statement_timeout = '5s'; SET LOCAL synchronous_commit = local; RETURN; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF;
                IF clock_timestamp() > give_up THEN RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for totals_new: ', coalesce((
                  SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE virtualtransaction = ANY (held)), 'traffic left no gap of 50 ms; a larger --max-stall would do'), '. Traffic was not blocked, nothing was changed. End that session or retry later.'); END IF;
                seen := held; PERFORM pg_sleep(0.1); END LOOP;
            END
            $lockstep$
        """)
    )
