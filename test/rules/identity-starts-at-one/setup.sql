CREATE TABLE logs (id bigint PRIMARY KEY, line text);
INSERT INTO logs SELECT i, 'line' FROM generate_series(1, 50) i;
