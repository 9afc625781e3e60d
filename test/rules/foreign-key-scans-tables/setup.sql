CREATE INDEX users_account_id_idx ON users (account_id);
