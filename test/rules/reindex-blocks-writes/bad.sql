SET lock_timeout = '1s';
REINDEX TABLE users;
