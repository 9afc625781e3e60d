-- wrapping: none
SET lock_timeout = '1s';
BEGIN;
ALTER TYPE mood ADD VALUE 'calm';
COMMIT;
BEGIN;
ALTER TABLE moods ALTER COLUMN mood SET DEFAULT 'calm';
COMMIT;
