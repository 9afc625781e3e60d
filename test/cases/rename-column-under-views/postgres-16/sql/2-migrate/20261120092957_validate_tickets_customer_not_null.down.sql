-- Lockstep plan f4739f33db93, phase 2 of 3 (migrate), file 4 of 6
-- Tenants are customers: validate constraint tickets.tickets_customer_not_null
-- Rollback: leaves residue: tickets: validated flag of tickets_customer_not_null.

-- Nothing to do in this direction.
