CREATE DOMAIN percent AS integer;
CREATE TABLE scores (id bigint PRIMARY KEY, score percent);
INSERT INTO scores SELECT i, i FROM generate_series(1, 50) i;
