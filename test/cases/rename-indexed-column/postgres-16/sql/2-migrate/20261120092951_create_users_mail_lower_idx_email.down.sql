-- Lockstep plan 7e5923c6b965, phase 2 of 3 (migrate), file 2 of 10
-- Rename users.mail and users.state: create index users_mail_lower_idx_email on users
-- Rollback: exact.

SET lock_timeout = 0;

SET statement_timeout = 0;

-- dropped concurrently: no query waits behind it
DROP INDEX CONCURRENTLY IF EXISTS users_mail_lower_idx_email;

RESET lock_timeout;

RESET statement_timeout;
