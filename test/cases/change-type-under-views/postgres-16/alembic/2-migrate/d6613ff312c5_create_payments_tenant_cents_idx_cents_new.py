"""create payments tenant cents idx cents new

Lockstep plan ebbe295cf195, phase 2 of 4 (migrate), file 2 of 6
Sums outgrow integer: create index payments_tenant_cents_idx_cents_new on payments
Rollback: exact.

Revision ID: d6613ff312c5
Revises: 0fa3d8e8aa9a
Create Date: 2026-11-20 09:30:00
"""

from textwrap import dedent

from alembic import op

# revision identifiers, used by Alembic.
revision = "d6613ff312c5"
down_revision = "0fa3d8e8aa9a"
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
                  WHERE indexrelid = to_regclass('payments_tenant_cents_idx_cents_new')
                    AND NOT indisvalid
                ) THEN
                    WHILE EXISTS (SELECT FROM pg_stat_progress_create_index WHERE datname = current_database() AND relid = to_regclass('payments')) LOOP
                      PERFORM pg_sleep(0.1); -- a build still going on may yet make it valid
                      COMMIT; -- and waits for old snapshots, this one's too
                    END LOOP;
                    IF EXISTS (
                  SELECT FROM pg_index
                  WHERE indexrelid = to_regclass('payments_tenant_cents_idx_cents_new')
                    AND NOT indisvalid
                ) THEN
                      ALTER INDEX payments_tenant_cents_idx_cents_new RENAME TO payments_tenant_cents_idx_cents_new_lockstep_invalid;
                    END IF;
                  END IF;
                END
                $lockstep$
            """)
        )
        op.execute(
            "DROP INDEX CONCURRENTLY IF EXISTS payments_tenant_cents_idx_cents_new_lockstep_invalid"
        )
        op.create_index(
            op.f("payments_tenant_cents_idx_cents_new"),
            "payments",
            ["tenant", "cents_new"],
            postgresql_concurrently=True,
            if_not_exists=True,
        )
        op.execute(
            dedent("""
                DO $lockstep$
                BEGIN
                  IF NOT EXISTS (
                    SELECT FROM pg_index
                    WHERE indexrelid = to_regclass('payments_tenant_cents_idx_cents_new')
                      AND indrelid = to_regclass('payments')
                      AND indisvalid
                      AND NOT indisunique
                      AND indpred IS NULL
                      AND ARRAY(SELECT attname::text FROM unnest(indkey) WITH ORDINALITY AS k (attnum, n) JOIN pg_attribute USING (attnum) WHERE attrelid = indrelid ORDER BY n) = ARRAY['tenant', 'cents_new']
                  ) THEN
                    RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: index payments_tenant_cents_idx_cents_new of payments is not valid, or was there already and is another one. Run this again; if it stays, drop the index first.';
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
            op.f("payments_tenant_cents_idx_cents_new"),
            table_name="payments",
            postgresql_concurrently=True,
            if_exists=True,
        )

        op.execute("RESET lock_timeout")
        op.execute("RESET statement_timeout")
