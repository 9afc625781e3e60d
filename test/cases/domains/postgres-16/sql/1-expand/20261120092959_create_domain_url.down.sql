-- Lockstep plan 0b45af2978fc, phase 1 of 2 (expand)
-- Tidy up the domains: create domain url; drop check email_short of domain email; add check email_length to domain email
-- Rollback: exact: fails if rows break email_short by then.

BEGIN;

ALTER DOMAIN email DROP CONSTRAINT IF EXISTS email_length;

DO $lockstep$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_constraint
    WHERE contypid = to_regtype('email')
      AND conname = 'email_short'
      AND contype = 'c'
  ) THEN
    ALTER DOMAIN email ADD CONSTRAINT email_short CHECK (length(VALUE) < 20);
  END IF;
END
$lockstep$;

DROP DOMAIN IF EXISTS url;

COMMIT;
