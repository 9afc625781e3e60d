SET lock_timeout = '1s';
CREATE TABLE posts (id bigserial PRIMARY KEY);
