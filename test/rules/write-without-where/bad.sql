SET lock_timeout = '1s';
DELETE FROM users;
