-- wrapping: none
SET lock_timeout = '1s';
ALTER TABLE events_2026 ADD CONSTRAINT events_2026_bounds CHECK (at IS NOT NULL AND at >= '2026-01-01'::date AND at < '2027-01-01'::date) NOT VALID;
ALTER TABLE events_2026 VALIDATE CONSTRAINT events_2026_bounds;
ALTER TABLE events ATTACH PARTITION events_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
