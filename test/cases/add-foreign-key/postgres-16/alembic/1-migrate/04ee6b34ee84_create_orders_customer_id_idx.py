"""create orders customer id idx

Lockstep plan c1cf74a1f3e6, phase 1 of 2 (migrate)
Tie orders to customers: create index orders_customer_id_idx on orders
Rollback: exact.

Revision ID: 04ee6b34ee84
Revises:
Create Date: 2026-11-20 09:30:00
"""

from textwrap import dedent

from alembic import op

# revision identifiers, used by Alembic.
revision = "04ee6b34ee84"
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
                  IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('orders_customer_id_idx') AND NOT indisvalid) THEN
                    WHILE EXISTS (SELECT FROM pg_stat_progress_create_index WHERE datname = current_database() AND relid = to_regclass('orders')) LOOP
                      PERFORM pg_sleep(0.1); -- a build still going on may yet make it valid
                      COMMIT; -- and waits for old snapshots, this one's too
                    END LOOP;
                    IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('orders_customer_id_idx') AND NOT indisvalid) THEN
                      ALTER INDEX orders_customer_id_idx RENAME TO orders_customer_id_idx_lockstep_invalid;
                    END IF;
                  END IF;
                END
                $lockstep$
            """)
        )
        op.execute(
            "DROP INDEX CONCURRENTLY IF EXISTS orders_customer_id_idx_lockstep_invalid"
        )
        op.create_index(
            op.f("orders_customer_id_idx"),
            "orders",
            ["customer_id"],
            postgresql_concurrently=True,
            if_not_exists=True,
        )
        op.execute(
            dedent("""
                DO $lockstep$
                BEGIN
                  IF NOT EXISTS (
                    SELECT FROM pg_index
                    WHERE indexrelid = to_regclass('orders_customer_id_idx')
                      AND indrelid = to_regclass('orders')
                      AND indisvalid
                      AND NOT indisunique
                      AND indpred IS NULL
                      AND ARRAY(SELECT attname::text FROM unnest(indkey) WITH ORDINALITY AS k (attnum, n) JOIN pg_attribute USING (attnum) WHERE attrelid = indrelid ORDER BY n) = ARRAY['customer_id']
                  ) THEN
                    RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: index orders_customer_id_idx of orders is not valid, or was there already and is another one. Run this again; if it stays, drop the index first.';
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
            op.f("orders_customer_id_idx"),
            table_name="orders",
            postgresql_concurrently=True,
            if_exists=True,
        )

        op.execute("RESET lock_timeout")
        op.execute("RESET statement_timeout")
