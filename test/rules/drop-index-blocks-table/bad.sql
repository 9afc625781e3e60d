SET lock_timeout = '1s';
DROP INDEX users_email_idx;
