-- wrapping: none
DROP INDEX CONCURRENTLY users_email_idx;
