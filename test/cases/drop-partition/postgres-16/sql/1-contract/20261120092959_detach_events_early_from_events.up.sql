-- Lockstep plan 060b40458a9b, phase 1 of 2 (contract)
-- Drop the early events: detach events_early from events
-- Rollback: exact: attached again; fails if events_early holds rows outside its bounds by then, or another partition rows inside them.

DO $lockstep$
BEGIN
  IF (now() = statement_timestamp()) IS NOT TRUE THEN
    RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: this file must not run inside a transaction: leave out -1 of psql. Nothing was changed.';
  END IF;
END
$lockstep$;

DO $lockstep$
BEGIN
  IF (NOT EXISTS (SELECT FROM pg_settings WHERE name = 'application_name' AND source = 'session')
      OR EXISTS (SELECT FROM pg_settings WHERE source = 'client')) IS NOT TRUE THEN
    RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: a pooler stands between, which would give the limits that this file sets to other clients. Nothing was changed. Connect to the server directly.';
  END IF;
END
$lockstep$;

SET lock_timeout = 0;

SET statement_timeout = 0;

-- detached concurrently: reads and writes of the parent go on
DO $lockstep$
BEGIN
  IF NOT EXISTS (
  SELECT FROM pg_inherits
  WHERE inhrelid = to_regclass('events_early')
    AND inhparent = to_regclass('events')
)
    AND EXISTS (
  SELECT FROM pg_constraint
  WHERE conrelid = to_regclass('events_early')
    AND contype = 'c'
    AND convalidated
    AND pg_get_expr(conbin, conrelid) LIKE '%IS NOT NULL%'
) THEN
    PERFORM set_config('lock_timeout', '50ms', true);
    ALTER TABLE events ATTACH PARTITION events_early FOR VALUES FROM ('2024-01-01') TO ('2024-04-01');
  END IF;
END
$lockstep$;

DO $lockstep$
BEGIN
  IF EXISTS (
  SELECT FROM pg_inherits
  WHERE inhrelid = to_regclass('events_early')
    AND inhparent = to_regclass('events')
    AND inhdetachpending
) THEN
    ALTER TABLE events DETACH PARTITION events_early FINALIZE;
  END IF;
END
$lockstep$;

ALTER TABLE events DETACH PARTITION events_early CONCURRENTLY;

RESET lock_timeout;

RESET statement_timeout;
