"""create orders late here region id idx

Lockstep plan 208e1a2f7030, phase 1 of 1 (migrate), file 2 of 9
Find orders by region: create index orders_late_here_region_id_idx on orders_late_here
Rollback: exact.

Revision ID: 0d33753fa70f
Revises: dfb260376a9a
Create Date: 2026-11-20 09:30:00
"""

from textwrap import dedent

from alembic import op

# revision identifiers, used by Alembic.
revision = "0d33753fa70f"
down_revision = "dfb260376a9a"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.get_context().autocommit_block():  # fails where env.py began a transaction
        # Long work that blocks neither reads nor writes: no short time limits.
        op.execute("SET lock_timeout = 0")
        op.execute("SET statement_timeout = 0")

        # built concurrently, so that writes go on during the build
        op.execute(
            dedent("""
                DO $lockstep$
                BEGIN
                  IF EXISTS (
                  SELECT FROM pg_index
                  WHERE indexrelid = to_regclass('orders_late_here_region_id_idx')
                    AND NOT indisvalid
                ) THEN
                    WHILE EXISTS (SELECT FROM pg_stat_progress_create_index WHERE datname = current_database() AND relid = to_regclass('orders_late_here')) LOOP
                      PERFORM pg_sleep(0.1); -- a build still going on may yet make it valid
                      COMMIT; -- and waits for old snapshots, this one's too
                    END LOOP;
                    IF EXISTS (
                  SELECT FROM pg_index
                  WHERE indexrelid = to_regclass('orders_late_here_region_id_idx')
                    AND NOT indisvalid
                ) THEN
                      ALTER INDEX orders_late_here_region_id_idx RENAME TO orders_late_here_region_id_idx_lockstep_invalid;
                    END IF;
                  END IF;
                END
                $lockstep$
            """)
        )
        op.execute(
            "DROP INDEX CONCURRENTLY IF EXISTS orders_late_here_region_id_idx_lockstep_invalid"
        )
        op.create_index(
            op.f("orders_late_here_region_id_idx"),
            "orders_late_here",
            ["region", "id"],
            postgresql_concurrently=True,
            if_not_exists=True,
        )
        op.execute(
            dedent("""
                DO $lockstep$
                BEGIN
                  IF NOT EXISTS (
                    SELECT FROM pg_index
                    WHERE indexrelid = to_regclass('orders_late_here_region_id_idx')
                      AND indrelid = to_regclass('orders_late_here')
                      AND indisvalid
                      AND NOT indisunique
                      AND indpred IS NULL
                      AND ARRAY(SELECT attname::text FROM unnest(indkey) WITH ORDINALITY AS k (attnum, n) JOIN pg_attribute USING (attnum) WHERE attrelid = indrelid ORDER BY n) = ARRAY['region', 'id']
                  ) THEN
                    RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: index orders_late_here_region_id_idx of orders_late_here is not valid, or was there already and is another one. Run this again; if it stays, drop the index first.';
                  END IF;
                END
                $lockstep$
            """)
        )

        op.execute("RESET lock_timeout")
        op.execute("RESET statement_timeout")


def downgrade() -> None:
    with op.get_context().autocommit_block():  # fails where env.py began a transaction
        # Long work that blocks neither reads nor writes: no short time limits.
        op.execute("SET lock_timeout = 0")
        op.execute("SET statement_timeout = 0")

        # dropped concurrently: no query waits behind it
        op.drop_index(
            op.f("orders_late_here_region_id_idx"),
            table_name="orders_late_here",
            postgresql_concurrently=True,
            if_exists=True,
        )

        op.execute("RESET lock_timeout")
        op.execute("RESET statement_timeout")
