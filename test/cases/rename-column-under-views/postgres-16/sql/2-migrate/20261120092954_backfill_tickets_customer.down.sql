-- Lockstep plan f4739f33db93, phase 2 of 3 (migrate), file 1 of 6
-- Tenants are customers: backfill tickets.customer
-- Rollback: exact: the copy goes with its column.

-- Nothing to do in this direction.
