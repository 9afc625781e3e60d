-- migrate:up transaction:false
CREATE UNIQUE INDEX CONCURRENTLY accounts_lower ON accounts (lower(email));

-- migrate:down transaction:false
DROP INDEX CONCURRENTLY accounts_lower;
