SET lock_timeout = '1s';
ALTER TABLE tags ADD COLUMN note text;
