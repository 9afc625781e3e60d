SET lock_timeout = '1s';
ALTER TABLE users RENAME TO people;
