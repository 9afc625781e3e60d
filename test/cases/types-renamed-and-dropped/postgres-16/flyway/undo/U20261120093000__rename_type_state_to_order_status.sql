-- Undoes V20261120093000__rename_type_state_to_order_status.sql. Rollback: exact.
-- Flyway Teams: flyway undo. Community: take the V file out of the release, then
-- psql -1 -v ON_ERROR_STOP=1 -f undo/U20261120093000__rename_type_state_to_order_status.sql \
--   -c "DELETE FROM flyway_schema_history WHERE version = '20261120093000'"

DO $lockstep$
BEGIN
  IF (ARRAY(SELECT enumlabel::text FROM pg_enum WHERE enumtypid = to_regtype(quote_ident(current_schema()) || '.old_state') ORDER BY enumsortorder) = ARRAY['open', 'closed']
  AND to_regtype(quote_ident(current_schema()) || '.old_state') IS NOT NULL) IS NOT TRUE THEN
    EXECUTE $statement$CREATE TYPE old_state AS ENUM ('open', 'closed')$statement$;
  END IF;
END
$lockstep$;

DO $lockstep$
BEGIN
  IF ((to_regtype('state') IS NOT NULL AND to_regtype('order_status') IS NULL)
    OR (to_regtype(quote_ident(current_schema()) || '.state') IS NOT NULL AND to_regtype(quote_ident(current_schema()) || '.order_status') IS NULL)) IS NOT TRUE THEN
    ALTER TYPE order_status RENAME TO state;
  END IF;
END
$lockstep$;
