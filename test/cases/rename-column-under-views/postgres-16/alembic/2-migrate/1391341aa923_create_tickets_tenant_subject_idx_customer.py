"""create tickets tenant subject idx customer

Lockstep plan f4739f33db93, phase 2 of 3 (migrate), file 2 of 6
Tenants are customers: create index tickets_tenant_subject_idx_customer on tickets
Rollback: exact.

Revision ID: 1391341aa923
Revises: 15b42c04e121
Create Date: 2026-11-20 09:30:00
"""

from textwrap import dedent

from alembic import op

# revision identifiers, used by Alembic.
revision = "1391341aa923"
down_revision = "15b42c04e121"
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
                  WHERE indexrelid = to_regclass('tickets_tenant_subject_idx_customer')
                    AND NOT indisvalid
                ) THEN
                    WHILE EXISTS (SELECT FROM pg_stat_progress_create_index WHERE datname = current_database() AND relid = to_regclass('tickets')) LOOP
                      PERFORM pg_sleep(0.1); -- a build still going on may yet make it valid
                      COMMIT; -- and waits for old snapshots, this one's too
                    END LOOP;
                    IF EXISTS (
                  SELECT FROM pg_index
                  WHERE indexrelid = to_regclass('tickets_tenant_subject_idx_customer')
                    AND NOT indisvalid
                ) THEN
                      ALTER INDEX tickets_tenant_subject_idx_customer RENAME TO tickets_tenant_subject_idx_customer_lockstep_invalid;
                    END IF;
                  END IF;
                END
                $lockstep$
            """)
        )
        op.execute(
            "DROP INDEX CONCURRENTLY IF EXISTS tickets_tenant_subject_idx_customer_lockstep_invalid"
        )
        op.create_index(
            op.f("tickets_tenant_subject_idx_customer"),
            "tickets",
            ["customer", "subject"],
            postgresql_concurrently=True,
            if_not_exists=True,
        )
        op.execute(
            dedent("""
                DO $lockstep$
                BEGIN
                  IF NOT EXISTS (
                    SELECT FROM pg_index
                    WHERE indexrelid = to_regclass('tickets_tenant_subject_idx_customer')
                      AND indrelid = to_regclass('tickets')
                      AND indisvalid
                      AND NOT indisunique
                      AND indpred IS NULL
                      AND ARRAY(SELECT attname::text FROM unnest(indkey) WITH ORDINALITY AS k (attnum, n) JOIN pg_attribute USING (attnum) WHERE attrelid = indrelid ORDER BY n) = ARRAY['customer', 'subject']
                  ) THEN
                    RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: index tickets_tenant_subject_idx_customer of tickets is not valid, or was there already and is another one. Run this again; if it stays, drop the index first.';
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
            op.f("tickets_tenant_subject_idx_customer"),
            table_name="tickets",
            postgresql_concurrently=True,
            if_exists=True,
        )

        op.execute("RESET lock_timeout")
        op.execute("RESET statement_timeout")
