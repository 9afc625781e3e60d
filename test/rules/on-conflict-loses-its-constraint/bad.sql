SET lock_timeout = '1s';
ALTER TABLE tags DROP CONSTRAINT tags_name_key;
