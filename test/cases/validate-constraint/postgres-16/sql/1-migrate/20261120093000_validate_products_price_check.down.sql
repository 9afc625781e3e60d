-- Lockstep plan 78288d49ccd5, phase 1 of 1 (migrate)
-- Prove the old prices too: validate constraint products.products_price_check
-- Rollback: leaves residue: products: validated flag of products_price_check.

-- Nothing to do in this direction.
