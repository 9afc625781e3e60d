-- Lockstep plan 0b45af2978fc, phase 1 of 2 (expand)
-- Tidy up the domains: create domain url; drop check email_short of domain email; add check email_length to domain email
-- Rollback: exact: fails if rows break email_short by then.

BEGIN;

DO $lockstep$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_type
    WHERE oid = to_regtype(quote_ident(current_schema()) || '.url')
      AND typtype = 'd'
      AND typbasetype = to_regtype('text')
  ) THEN
    EXECUTE $statement$CREATE DOMAIN url AS text$statement$;
  END IF;
END
$lockstep$;

ALTER DOMAIN email DROP CONSTRAINT IF EXISTS email_short;

DO $lockstep$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_constraint
    WHERE contypid = to_regtype('email')
      AND conname = 'email_length'
      AND contype = 'c'
  ) THEN
    ALTER DOMAIN email ADD CONSTRAINT email_length CHECK (length(VALUE) < 255) NOT VALID;
  END IF;
END
$lockstep$;

COMMIT;
