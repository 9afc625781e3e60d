CREATE TABLE posts (id bigint PRIMARY KEY, user_id bigint);
CREATE INDEX posts_user_id_idx ON posts (user_id);
SET lock_timeout = '1s';
ALTER TABLE posts ADD CONSTRAINT posts_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id);
