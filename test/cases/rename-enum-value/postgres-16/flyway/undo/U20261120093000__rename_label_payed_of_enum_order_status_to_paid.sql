-- Undoes V20261120093000__rename_label_payed_of_enum_order_status_to_paid.sql. Rollback: exact.
-- Flyway Teams: flyway undo. Community: take the V file out of the release, then
-- psql -1 -v ON_ERROR_STOP=1 -f undo/U20261120093000__rename_label_payed_of_enum_order_status_to_paid.sql \
--   -c "DELETE FROM flyway_schema_history WHERE version = '20261120093000'"

DO $lockstep$
BEGIN
  IF (EXISTS (SELECT FROM pg_enum WHERE enumtypid = to_regtype('order_status') AND enumlabel = 'payed')
  AND NOT EXISTS (SELECT FROM pg_enum WHERE enumtypid = to_regtype('order_status') AND enumlabel = 'paid')) IS NOT TRUE THEN
    ALTER TYPE order_status RENAME VALUE 'paid' TO 'payed';
  END IF;
END
$lockstep$;
