-- Lockstep plan 3e190ead06b7, phase 1 of 1 (expand)
-- Orders can be returned: add label returned to enum order_status
-- Rollback: leaves residue: a label cannot be removed; it stays unused.

BEGIN;

ALTER TYPE order_status ADD VALUE IF NOT EXISTS 'returned' AFTER 'sent';

COMMIT;
