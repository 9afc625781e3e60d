-- Lockstep plan 80d0372279a8, phase 1 of 1 (expand)
-- Reports read active users only: create view active_users
-- Rollback: exact.

BEGIN;

CREATE OR REPLACE VIEW active_users AS
SELECT id, name FROM users WHERE active;

COMMIT;
