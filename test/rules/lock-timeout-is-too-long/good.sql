SET LOCAL lock_timeout = '500ms';
ALTER TABLE users ADD COLUMN nick text;
