SET lock_timeout = '1s';
ALTER TABLE users ADD COLUMN token double precision;
ALTER TABLE users ALTER COLUMN token SET DEFAULT random();
ALTER TABLE users ADD COLUMN created_at timestamptz NOT NULL DEFAULT now();
ALTER TABLE users ADD COLUMN active boolean NOT NULL DEFAULT true;
