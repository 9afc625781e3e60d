-- Undoes V20261120093000__drop_enum_order_status.sql. Rollback: exact.
-- Flyway Teams: flyway undo. Community: take the V file out of the release, then
-- psql -1 -v ON_ERROR_STOP=1 -f undo/U20261120093000__drop_enum_order_status.sql \
--   -c "DELETE FROM flyway_schema_history WHERE version = '20261120093000'"

DO $lockstep$
BEGIN
  IF (to_regtype(quote_ident(current_schema()) || '.order_status_new') IS NOT NULL) IS NOT TRUE THEN
    ALTER TYPE order_status RENAME TO order_status_new;
  END IF;
END
$lockstep$;

DO $lockstep$
BEGIN
  IF (ARRAY(SELECT enumlabel::text FROM pg_enum WHERE enumtypid = to_regtype(quote_ident(current_schema()) || '.order_status') ORDER BY enumsortorder) = ARRAY['new', 'paid', 'held', 'sent']
  AND to_regtype(quote_ident(current_schema()) || '.order_status') IS NOT NULL) IS NOT TRUE THEN
    EXECUTE $statement$CREATE TYPE order_status AS ENUM ('new', 'paid', 'held', 'sent')$statement$;
  END IF;
END
$lockstep$;
