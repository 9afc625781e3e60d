-- wrapping: none
CREATE INDEX CONCURRENTLY users_email_state_idx ON users (email, state);
