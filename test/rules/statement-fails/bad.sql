ALTER TABLE users ALTER COLUMN state TYPE integer;
