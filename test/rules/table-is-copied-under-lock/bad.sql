SET lock_timeout = '1s';
ALTER TABLE users SET UNLOGGED;
