-- Lockstep plan f4739f33db93, phase 2 of 3 (migrate), file 6 of 6
-- Tenants are customers: validate constraint tickets.tickets_tenant_check_customer
-- Rollback: leaves residue: tickets: validated flag of tickets_tenant_check_customer.

-- Nothing to do in this direction.
