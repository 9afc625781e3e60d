-- migrate:up
CREATE TABLE accounts (id bigint PRIMARY KEY, email text NOT NULL);
ALTER TABLE accounts ADD CONSTRAINT accounts_email_unique UNIQUE (email) DEFERRABLE INITIALLY DEFERRED;

-- migrate:down
DROP TABLE accounts;
