SET lock_timeout = '1s';
ALTER TYPE mood ADD VALUE 'calm';
ALTER TABLE moods ALTER COLUMN mood SET DEFAULT 'calm';
