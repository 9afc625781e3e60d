CREATE TABLE accounts (id bigserial PRIMARY KEY, email text NOT NULL UNIQUE);
CREATE TABLE orders (id serial PRIMARY KEY, account_id bigint NOT NULL CONSTRAINT orders_account REFERENCES accounts);
