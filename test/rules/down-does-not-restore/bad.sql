SET lock_timeout = '1s';
ALTER TABLE users ADD COLUMN nick text, ADD COLUMN motto text;
