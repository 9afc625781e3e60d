-- Lockstep plan 2702cb15b14b, phase 1 of 1 (expand)
-- Let the application write the total: drop expression of lines.total
-- Rollback: irreversible: the server cannot turn a plain column into a generated one.
-- Point of no return: going back beyond this file cannot restore the data.

DO $lockstep$
BEGIN
  IF (false) IS NOT TRUE THEN
    RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: "drop expression of lines.total" cannot be rolled back: the server cannot turn a plain column into a generated one. Nothing was changed.';
  END IF;
END
$lockstep$;
