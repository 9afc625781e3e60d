-- Lockstep plan 0aa2a871d1c2, phase 1 of 1 (migrate)
-- Prove the old prices too: validate constraint products.products_price_check
-- Rollback: leaves residue: products: validated flag of products_price_check.

BEGIN;

SET LOCAL lock_timeout = 0;

SET LOCAL statement_timeout = 0;

-- the constraint binds new rows already; this proves the old ones
ALTER TABLE products VALIDATE CONSTRAINT products_price_check;

COMMIT;
