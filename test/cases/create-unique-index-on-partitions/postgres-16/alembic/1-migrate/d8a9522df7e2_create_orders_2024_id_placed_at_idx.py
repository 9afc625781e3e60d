"""create orders 2024 id placed at idx

Lockstep plan fd8bec429792, phase 1 of 1 (migrate), file 1 of 3
Number orders once a moment: create index orders_2024_id_placed_at_idx on orders_2024
Rollback: exact.

Revision ID: d8a9522df7e2
Revises:
Create Date: 2026-11-20 09:30:00
"""

from textwrap import dedent

from alembic import op

# revision identifiers, used by Alembic.
revision = "d8a9522df7e2"
down_revision = None
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
                  WHERE indexrelid = to_regclass('orders_2024_id_placed_at_idx')
                    AND NOT indisvalid
                ) THEN
                    WHILE EXISTS (SELECT FROM pg_stat_progress_create_index WHERE datname = current_database() AND relid = to_regclass('orders_2024')) LOOP
                      PERFORM pg_sleep(0.1); -- a build still going on may yet make it valid
                      COMMIT; -- and waits for old snapshots, this one's too
                    END LOOP;
                    IF EXISTS (
                  SELECT FROM pg_index
                  WHERE indexrelid = to_regclass('orders_2024_id_placed_at_idx')
                    AND NOT indisvalid
                ) THEN
                      ALTER INDEX orders_2024_id_placed_at_idx RENAME TO orders_2024_id_placed_at_idx_lockstep_invalid;
                    END IF;
                  END IF;
                END
                $lockstep$
            """)
        )
        op.execute(
            "DROP INDEX CONCURRENTLY IF EXISTS orders_2024_id_placed_at_idx_lockstep_invalid"
        )
        op.create_index(
            op.f("orders_2024_id_placed_at_idx"),
            "orders_2024",
            ["id", "placed_at"],
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
                    WHERE indexrelid = to_regclass('orders_2024_id_placed_at_idx')
                      AND indrelid = to_regclass('orders_2024')
                      AND indisvalid
                      AND indisunique
                      AND indpred IS NULL
                      AND ARRAY(SELECT attname::text FROM unnest(indkey) WITH ORDINALITY AS k (attnum, n) JOIN pg_attribute USING (attnum) WHERE attrelid = indrelid ORDER BY n) = ARRAY['id', 'placed_at']
                  ) THEN
                    RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: index orders_2024_id_placed_at_idx of orders_2024 is not valid, or was there already and is another one. Run this again; if it stays, drop the index first.';
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
            op.f("orders_2024_id_placed_at_idx"),
            table_name="orders_2024",
            postgresql_concurrently=True,
            if_exists=True,
        )

        op.execute("RESET lock_timeout")
        op.execute("RESET statement_timeout")
