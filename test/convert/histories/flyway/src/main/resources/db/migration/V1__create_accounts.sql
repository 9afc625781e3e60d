-- Accounts come first.
CREATE TABLE accounts (
  id bigserial PRIMARY KEY,
  email text NOT NULL UNIQUE,
  name varchar(80) DEFAULT 'nobody',
  balance numeric(10, 2) NOT NULL DEFAULT 0
);
CREATE INDEX accounts_name ON accounts (lower(name));
