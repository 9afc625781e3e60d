ALTER TABLE users ADD COLUMN nick text;
ALTER TABLE accounts ADD COLUMN nick text;
