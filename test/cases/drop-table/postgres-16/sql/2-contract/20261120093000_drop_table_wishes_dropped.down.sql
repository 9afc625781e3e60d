-- Lockstep plan 1806fcb16dce, phase 2 of 2 (contract), file 3 of 3
-- Drop the wish list: drop table wishes_dropped
-- Rollback: loses data: the rows of wishes_dropped are gone.
-- Point of no return: going back beyond this file cannot restore the data.

BEGIN;

CREATE SEQUENCE IF NOT EXISTS wishes_id_seq AS integer;

CREATE TABLE IF NOT EXISTS wishes_dropped (
  id integer DEFAULT nextval('wishes_id_seq'::regclass) NOT NULL,
  customer_id bigint NOT NULL,
  product_id bigint NOT NULL,
  note text,
  CONSTRAINT wishes_pkey PRIMARY KEY (id)
);

CREATE INDEX IF NOT EXISTS wishes_customer_id_idx ON wishes_dropped (customer_id);

ALTER SEQUENCE wishes_id_seq OWNED BY wishes_dropped.id;

DO $lockstep$
BEGIN
  IF ((SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('wishes_dropped') AND NOT attisdropped AND (
    (attname = 'id' AND format_type(atttypid, atttypmod) = 'integer')
    OR (attname = 'customer_id' AND format_type(atttypid, atttypmod) = 'bigint')
    OR (attname = 'product_id' AND format_type(atttypid, atttypmod) = 'bigint')
    OR (attname = 'note' AND format_type(atttypid, atttypmod) = 'text')
  )) = 4) IS NOT TRUE THEN
    RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: table wishes_dropped was there already with other columns. Rename or drop it, then retry.';
  END IF;
END
$lockstep$;

DO $lockstep$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_index
    WHERE indexrelid = to_regclass('wishes_customer_id_idx')
      AND indrelid = to_regclass('wishes_dropped')
      AND indisvalid
      AND NOT indisunique
      AND indpred IS NULL
      AND ARRAY(SELECT attname::text FROM unnest(indkey) WITH ORDINALITY AS k (attnum, n) JOIN pg_attribute USING (attnum) WHERE attrelid = indrelid ORDER BY n) = ARRAY['customer_id']
  ) THEN
    RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: index wishes_customer_id_idx was there already and is invalid or not the one wanted on wishes_dropped. Drop it, then retry.';
  END IF;
END
$lockstep$;

COMMIT;
