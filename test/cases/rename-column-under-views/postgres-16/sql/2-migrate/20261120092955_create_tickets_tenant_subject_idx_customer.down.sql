-- Lockstep plan 4217111dfee9, phase 2 of 3 (migrate), file 2 of 6
-- Tenants are customers: create index tickets_tenant_subject_idx_customer on tickets
-- Rollback: exact.

SET lock_timeout = 0;

SET statement_timeout = 0;

-- dropped concurrently: no query waits behind it
DROP INDEX CONCURRENTLY IF EXISTS tickets_tenant_subject_idx_customer;

RESET lock_timeout;

RESET statement_timeout;
