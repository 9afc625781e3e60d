SET lock_timeout = '1s';
CREATE TABLE drafts (id bigint PRIMARY KEY, state text);
