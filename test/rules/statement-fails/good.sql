SET lock_timeout = '1s';
ALTER TABLE drafts ALTER COLUMN state TYPE text;
