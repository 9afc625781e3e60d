-- engine: postgres@14.3
-- wrapping: none
CREATE INDEX CONCURRENTLY users_email_idx ON users (email);
