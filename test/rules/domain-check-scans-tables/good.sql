SET lock_timeout = '1s';
ALTER TABLE scores ADD CONSTRAINT scores_low CHECK (score >= 0) NOT VALID;
