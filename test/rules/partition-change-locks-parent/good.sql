SET lock_timeout = '1s';
CREATE TABLE events_2027 (at date NOT NULL, kind text);
ALTER TABLE events ATTACH PARTITION events_2027 FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');
