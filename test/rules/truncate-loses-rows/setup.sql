ALTER TABLE users ADD CONSTRAINT users_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id);
CREATE INDEX users_account_id_idx ON users (account_id);
