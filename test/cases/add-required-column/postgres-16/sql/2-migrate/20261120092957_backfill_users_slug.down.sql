-- Lockstep plan a71a47ffcd7b, phase 2 of 2 (migrate), file 1 of 4
-- Give every user a slug: backfill users.slug
-- Rollback: exact: the column goes with its own file.

-- Nothing to do in this direction.
