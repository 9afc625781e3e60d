"""backfill users full name

Lockstep plan fa1b2a698dc6, phase 2 of 4 (migrate), file 1 of 8
Names are full names: backfill users.full_name
Rollback: exact: the copy goes with its column.

Revision ID: a6a304d254f1
Revises: a3fc13b431d8
Create Date: 2026-11-20 09:30:00
"""

from textwrap import dedent

from alembic import op

# revision identifiers, used by Alembic.
revision = "a6a304d254f1"
down_revision = "a3fc13b431d8"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.get_context().autocommit_block():  # fails where env.py began a transaction
        # Long work that blocks neither reads nor writes: no short time limits.
        op.execute("SET lock_timeout = 0")
        op.execute("SET statement_timeout = 0")

        # in batches; from here on both names hold the same
        op.execute(
            dedent("""
                DO $lockstep$
                #variable_conflict use_column
                <<lockstep>>
                DECLARE
                  first_key users.id%TYPE; last_key users.id%TYPE;
                  more boolean; batch int := 1000; tried int := 0; changed bigint; started timestamptz; took int;
                BEGIN
                  FOR pass IN 1..3 LOOP
                    SELECT id INTO first_key FROM users ORDER BY id LIMIT 1;
                    more := FOUND;
                    WHILE more LOOP
                      SET LOCAL lock_timeout = '50ms';
                      SET LOCAL plan_cache_mode = force_custom_plan; -- each range planned for itself
                      started := clock_timestamp();
                      SELECT id INTO last_key FROM (
                        SELECT id FROM users WHERE id >= lockstep.first_key ORDER BY id LIMIT lockstep.batch
                      ) AS b ORDER BY id DESC LIMIT 1;
                      EXIT WHEN NOT FOUND;
                      BEGIN
                        UPDATE users SET full_name = name
                        WHERE id >= lockstep.first_key AND id <= lockstep.last_key
                          AND (full_name IS DISTINCT FROM name);
                        GET DIAGNOSTICS changed = ROW_COUNT;
                        tried := 0;
                      EXCEPTION WHEN lock_not_available OR deadlock_detected OR serialization_failure THEN
                        tried := tried + 1; -- the backfill gives way, never the application
                      END;
                      COMMIT;
                      IF tried = 240 THEN
                        RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: gave up after 240 tries at one batch of users: another transaction keeps its rows locked. What is filled stays filled; end that transaction, or run this again later.', ERRCODE = 'lock_not_available';
                      ELSIF tried > 0 THEN
                        batch := greatest(10, batch / 2);
                        PERFORM pg_sleep(0.2);
                        CONTINUE;
                      END IF;
                      took := 1 + 1000 * extract(epoch FROM clock_timestamp() - started);
                      SELECT id INTO first_key FROM users WHERE id > lockstep.last_key ORDER BY id LIMIT 1;
                      more := FOUND;
                      batch := greatest(10, least(10000, batch * 2, batch * 50 / took)); -- about 50 ms each
                      IF changed > 0 THEN
                        PERFORM pg_sleep(0.01);
                      END IF;
                    END LOOP;
                    IF NOT EXISTS (SELECT FROM users WHERE full_name IS DISTINCT FROM name) THEN
                      RETURN;
                    END IF;
                  END LOOP;
                  RAISE EXCEPTION USING MESSAGE = concat('LOCKSTEP: ', (SELECT count(*) FROM users WHERE full_name IS DISTINCT FROM name), ' rows of users still satisfy full_name IS DISTINCT FROM name after 3 passes of the backfill: its expression leaves them so, or something writes them meanwhile. What is filled stays filled.');
                END
                $lockstep$
            """)
        )

        op.execute("RESET lock_timeout")
        op.execute("RESET statement_timeout")


def downgrade() -> None:
    pass  # the copy goes with its column
