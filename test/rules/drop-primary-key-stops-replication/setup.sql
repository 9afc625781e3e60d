CREATE TABLE logs (id bigint PRIMARY KEY, key bigint NOT NULL);
CREATE UNIQUE INDEX logs_key_idx ON logs (key);
CREATE PUBLICATION everything FOR TABLE logs;
INSERT INTO logs VALUES (1, 1);
