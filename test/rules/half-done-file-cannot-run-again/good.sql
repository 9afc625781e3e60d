-- wrapping: none
CREATE INDEX CONCURRENTLY users_state_idx ON users (state);
