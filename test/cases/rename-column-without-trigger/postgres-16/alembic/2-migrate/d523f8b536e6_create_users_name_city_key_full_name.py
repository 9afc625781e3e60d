"""create users name city key full name

Lockstep plan a46eac1fbf14, phase 2 of 4 (migrate), file 6 of 8
Names are full names: create index users_name_city_key_full_name on users
Rollback: exact.

Revision ID: d523f8b536e6
Revises: 54428588c980
Create Date: 2026-11-20 09:30:00
"""

from textwrap import dedent

from alembic import op

# revision identifiers, used by Alembic.
revision = "d523f8b536e6"
down_revision = "54428588c980"
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
                  WHERE indexrelid = to_regclass('users_name_city_key_full_name')
                    AND NOT indisvalid
                ) THEN
                    WHILE EXISTS (SELECT FROM pg_stat_progress_create_index WHERE datname = current_database() AND relid = to_regclass('users')) LOOP
                      PERFORM pg_sleep(0.1); -- a build still going on may yet make it valid
                      COMMIT; -- and waits for old snapshots, this one's too
                    END LOOP;
                    IF EXISTS (
                  SELECT FROM pg_index
                  WHERE indexrelid = to_regclass('users_name_city_key_full_name')
                    AND NOT indisvalid
                ) THEN
                      ALTER INDEX users_name_city_key_full_name RENAME TO users_name_city_key_full_name_lockstep_invalid;
                    END IF;
                  END IF;
                END
                $lockstep$
            """)
        )
        op.execute(
            "DROP INDEX CONCURRENTLY IF EXISTS users_name_city_key_full_name_lockstep_invalid"
        )
        op.create_index(
            op.f("users_name_city_key_full_name"),
            "users",
            ["full_name", "city"],
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
                    WHERE indexrelid = to_regclass('users_name_city_key_full_name')
                      AND indrelid = to_regclass('users')
                      AND indisvalid
                      AND indisunique
                      AND indpred IS NULL
                      AND ARRAY(SELECT attname::text FROM unnest(indkey) WITH ORDINALITY AS k (attnum, n) JOIN pg_attribute USING (attnum) WHERE attrelid = indrelid ORDER BY n) = ARRAY['full_name', 'city']
                  ) THEN
                    RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: index users_name_city_key_full_name of users is not valid, or was there already and is another one. Run this again; if it stays, drop the index first.';
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
            op.f("users_name_city_key_full_name"),
            table_name="users",
            postgresql_concurrently=True,
            if_exists=True,
        )

        op.execute("RESET lock_timeout")
        op.execute("RESET statement_timeout")
