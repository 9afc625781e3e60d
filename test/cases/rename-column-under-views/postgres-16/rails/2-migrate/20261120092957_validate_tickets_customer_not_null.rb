# Lockstep plan f4739f33db93, phase 2 of 3 (migrate), file 4 of 6
# Tenants are customers: validate constraint tickets.tickets_customer_not_null
# Rollback: leaves residue: tickets: validated flag of tickets_customer_not_null.
class ValidateTicketsCustomerNotNull < ActiveRecord::Migration[8.1]
  def up
    # Long work: no short time limits.
    execute "SET LOCAL lock_timeout = 0"
    execute "SET LOCAL statement_timeout = 0"

    # reads the old rows while reads and writes go on
    validate_check_constraint :tickets, name: "tickets_customer_not_null"
  end

  def down
    # Nothing to undo.
  end
end
