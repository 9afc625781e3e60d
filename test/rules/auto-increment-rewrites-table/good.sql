SET lock_timeout = '1s';
CREATE SEQUENCE users_number_seq;
ALTER TABLE users ADD COLUMN number bigint;
ALTER TABLE users ALTER COLUMN number SET DEFAULT nextval('users_number_seq');
ALTER SEQUENCE users_number_seq OWNED BY users.number;
