# Lockstep plan f4739f33db93, phase 2 of 3 (migrate), file 6 of 6
# Tenants are customers: validate constraint tickets.tickets_tenant_check_customer
# Rollback: leaves residue: tickets: validated flag of tickets_tenant_check_customer.
class ValidateTicketsTenantCheckCustomer < ActiveRecord::Migration[8.1]
  def up
    # Long work: no short time limits.
    execute "SET LOCAL lock_timeout = 0"
    execute "SET LOCAL statement_timeout = 0"

    # reads the old rows while reads and writes go on
    validate_check_constraint :tickets, name: "tickets_tenant_check_customer"
  end

  def down
    # Nothing to undo.
  end
end
