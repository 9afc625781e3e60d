SET lock_timeout = '1s';
CREATE INDEX users_email_idx ON users (email);
