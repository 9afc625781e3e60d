-- Lockstep plan 0aa2a871d1c2, phase 1 of 1 (migrate)
-- Prove the old prices too: validate constraint products.products_price_check
-- Rollback: leaves residue: products: validated flag of products_price_check.

-- Nothing to do in this direction.
