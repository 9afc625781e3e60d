CREATE TABLE bookings (during tsrange NOT NULL);
INSERT INTO bookings SELECT tsrange(timestamp '2026-01-01' + i * interval '1 day', timestamp '2026-01-01' + i * interval '1 day' + interval '1 hour') FROM generate_series(1, 50) i;
