SET lock_timeout = '1s';
CREATE TABLE scratch (id bigint);
TRUNCATE scratch;
