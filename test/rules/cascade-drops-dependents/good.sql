SET lock_timeout = '1s';
CREATE TABLE imports (id bigint PRIMARY KEY);
DROP TABLE imports CASCADE;
