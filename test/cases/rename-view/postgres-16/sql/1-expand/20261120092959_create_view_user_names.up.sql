-- Lockstep plan 2a293bf5c262, phase 1 of 2 (expand)
-- Call the view what it shows: create view user_names
-- Rollback: exact.

BEGIN;

CREATE OR REPLACE VIEW user_names AS
SELECT id, name FROM users;

COMMIT;
