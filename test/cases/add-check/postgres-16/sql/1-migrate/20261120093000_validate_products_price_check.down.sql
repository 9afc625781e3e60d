-- Lockstep plan 02fb0e97e204, phase 1 of 1 (migrate), file 2 of 2
-- Prices are never negative: validate constraint products.products_price_check
-- Rollback: leaves residue: products: validated flag of products_price_check.

-- Nothing to do in this direction.
