SET lock_timeout = '1s';
TRUNCATE accounts CASCADE;
