CREATE TABLE events (at date NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_2026 (at date NOT NULL, kind text);
INSERT INTO events_2026 SELECT date '2026-01-01' + i, 'x' FROM generate_series(1, 50) i;
