"""create users mail key email

Lockstep plan de01a5ab596b, phase 2 of 3 (migrate), file 5 of 10
Rename users.mail and users.state: create index users_mail_key_email on users
Rollback: exact.

Revision ID: 29f4c3bc51b9
Revises: b13b51ef2f09
Create Date: 2026-11-20 09:30:00
"""

from textwrap import dedent

from alembic import op

# revision identifiers, used by Alembic.
revision = "29f4c3bc51b9"
down_revision = "b13b51ef2f09"
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
                  IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('users_mail_key_email') AND NOT indisvalid) THEN
                    WHILE EXISTS (SELECT FROM pg_stat_progress_create_index WHERE datname = current_database() AND relid = to_regclass('users')) LOOP
                      PERFORM pg_sleep(0.1); -- a build still going on may yet make it valid
                      COMMIT; -- and waits for old snapshots, this one's too
                    END LOOP;
                    IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('users_mail_key_email') AND NOT indisvalid) THEN
                      ALTER INDEX users_mail_key_email RENAME TO users_mail_key_email_lockstep_invalid;
                    END IF;
                  END IF;
                END
                $lockstep$
            """)
        )
        op.execute(
            "DROP INDEX CONCURRENTLY IF EXISTS users_mail_key_email_lockstep_invalid"
        )
        op.create_index(
            op.f("users_mail_key_email"),
            "users",
            ["email"],
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
                    WHERE indexrelid = to_regclass('users_mail_key_email')
                      AND indrelid = to_regclass('users')
                      AND indisvalid
                      AND indisunique
                      AND indpred IS NULL
                      AND ARRAY(SELECT attname::text FROM unnest(indkey) WITH ORDINALITY AS k (attnum, n) JOIN pg_attribute USING (attnum) WHERE attrelid = indrelid ORDER BY n) = ARRAY['email']
                  ) THEN
                    RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: index users_mail_key_email of users is not valid, or was there already and is another one. Run this again; if it stays, drop the index first.';
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
            op.f("users_mail_key_email"),
            table_name="users",
            postgresql_concurrently=True,
            if_exists=True,
        )

        op.execute("RESET lock_timeout")
        op.execute("RESET statement_timeout")
