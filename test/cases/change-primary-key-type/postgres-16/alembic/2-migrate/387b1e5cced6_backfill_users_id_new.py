"""backfill users id new

Lockstep plan 2b372699dfbf, phase 2 of 4 (migrate), file 1 of 6
Make users.id a bigint: backfill users.id_new
Rollback: exact: the copy goes with its column.

Revision ID: 387b1e5cced6
Revises: 91d4a26c924d
Create Date: 2026-11-20 09:30:00
"""

from textwrap import dedent

from alembic import op

# revision identifiers, used by Alembic.
revision = "387b1e5cced6"
down_revision = "91d4a26c924d"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.get_context().autocommit_block():  # fails where env.py began a transaction
        # Long work that blocks neither reads nor writes: no short time limits.
        op.execute("SET lock_timeout = 0")
        op.execute("SET statement_timeout = 0")

        # in batches, so that no row stays locked and no transaction grows old
        op.execute(
            dedent("""
                DO $lockstep$
                #variable_conflict use_column
                <<lockstep>>
                DECLARE
                  first_key users.id%TYPE; last_key users.id%TYPE;
                  more boolean; batch int := 1000; tried int := 0; changed bigint; started timestamptz; took int;
                  one record; singly boolean := false; refused boolean; here text[]; keys text[] := '{}'; unfit bigint := 0; code text;
                BEGIN
                  FOR pass IN 1..3 LOOP
                    SELECT id INTO first_key FROM users ORDER BY id LIMIT 1;
                    more := FOUND;
                    WHILE more LOOP
                      SET LOCAL lock_timeout = '50ms';
                      SET LOCAL plan_cache_mode = force_custom_plan; -- each range planned for itself
                      started := clock_timestamp(); refused := false; here := '{}'; changed := 0;
                      SELECT id INTO last_key FROM (
                        SELECT id FROM users WHERE id >= lockstep.first_key ORDER BY id LIMIT lockstep.batch
                      ) AS b ORDER BY id DESC LIMIT 1;
                      EXIT WHEN NOT FOUND;
                      BEGIN
                        IF singly THEN
                          FOR one IN SELECT id FROM users WHERE id >= lockstep.first_key AND id <= lockstep.last_key LOOP
                            BEGIN
                              UPDATE users SET id_new = id::bigint
                              WHERE id = lockstep.one.id
                                AND (id_new IS DISTINCT FROM (id::bigint));
                              changed := changed + FOUND::int;
                            EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception THEN
                              here := here || concat(one.id); code := coalesce(code, SQLSTATE);
                            END;
                          END LOOP;
                        ELSE
                          UPDATE users SET id_new = id::bigint
                          WHERE id >= lockstep.first_key AND id <= lockstep.last_key
                            AND (id_new IS DISTINCT FROM (id::bigint));
                          GET DIAGNOSTICS changed = ROW_COUNT;
                        END IF;
                        tried := 0;
                      EXCEPTION WHEN lock_not_available OR deadlock_detected OR serialization_failure THEN
                        tried := tried + 1; -- the backfill gives way, never the application
                      WHEN data_exception OR integrity_constraint_violation OR raise_exception THEN
                        refused := true; tried := 0; -- the same rows once more, one by one, to tell which
                      END;
                      COMMIT;
                      IF tried = 240 THEN
                        RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: gave up after 240 tries at one batch of users: another transaction keeps its rows locked. What is filled stays filled; end that transaction, or run this again later.', ERRCODE = 'lock_not_available';
                      ELSIF tried > 0 THEN
                        batch := greatest(10, batch / 2);
                        PERFORM pg_sleep(0.2);
                        CONTINUE;
                      END IF;
                      IF refused THEN
                        singly := true; batch := 10;
                        CONTINUE;
                      ELSIF singly THEN
                        unfit := unfit + cardinality(here); keys := (keys || here)[1:20]; singly := here <> '{}';
                        EXIT WHEN unfit >= 1000;
                      END IF;
                      took := 1 + 1000 * extract(epoch FROM clock_timestamp() - started);
                      SELECT id INTO first_key FROM users WHERE id > lockstep.last_key ORDER BY id LIMIT 1;
                      more := FOUND;
                      batch := CASE WHEN singly THEN 10 ELSE greatest(10, least(10000, batch * 2, batch * 50 / took)) END; -- about 50 ms each
                      IF changed > 0 THEN
                        PERFORM pg_sleep(0.01);
                      END IF;
                    END LOOP;
                    IF unfit > 0 THEN
                      RAISE EXCEPTION USING MESSAGE = concat('LOCKSTEP: ', CASE WHEN unfit >= 1000 THEN 'at least ' END, unfit, ' rows of users do not fit id_new = id::bigint (SQLSTATE ', code, '), id: ', array_to_string(keys, ', '), CASE WHEN unfit > cardinality(keys) THEN ', …' END, '. ',
                        CASE WHEN unfit < 1000 THEN 'All other rows are filled, and stay so' ELSE 'What is filled stays filled' END, '. Correct these, then run this again: it goes on with what is left.');
                    END IF;
                    IF NOT EXISTS (SELECT FROM users WHERE id_new IS DISTINCT FROM (id::bigint)) THEN
                      RETURN;
                    END IF;
                  END LOOP;
                  RAISE EXCEPTION USING MESSAGE = concat('LOCKSTEP: ', (SELECT count(*) FROM users WHERE id_new IS DISTINCT FROM (id::bigint)), ' rows of users still satisfy id_new IS DISTINCT FROM (id::bigint) after 3 passes of the backfill: its expression leaves them so, or something writes them meanwhile. What is filled stays filled.');
                END
                $lockstep$
            """)
        )

        op.execute("RESET lock_timeout")
        op.execute("RESET statement_timeout")


def downgrade() -> None:
    pass  # the copy goes with its column
