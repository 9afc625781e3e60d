-- wrapping: none
CREATE INDEX CONCURRENTLY users_email_idx ON users (email);
CREATE TABLE tags (id bigint PRIMARY KEY, name text);
CREATE INDEX tags_name_idx ON tags (name);
