-- Lockstep plan a42621df5153, phase 2 of 4 (migrate), file 6 of 8
-- Names are full names: create index users_name_city_key_full_name on users
-- Rollback: exact.

SET lock_timeout = 0;

SET statement_timeout = 0;

-- dropped concurrently: no query waits behind it
DROP INDEX CONCURRENTLY IF EXISTS users_name_city_key_full_name;

RESET lock_timeout;

RESET statement_timeout;
