CREATE INDEX users_account_state_idx ON users (account_id, state);
