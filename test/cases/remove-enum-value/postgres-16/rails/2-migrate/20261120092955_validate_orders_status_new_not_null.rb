# Lockstep plan d479a9215aaf, phase 2 of 4 (migrate), file 4 of 5
# No order is held any more: validate constraint orders.orders_status_new_not_null
# Rollback: leaves residue: orders: validated flag of orders_status_new_not_null.
class ValidateOrdersStatusNewNotNull < ActiveRecord::Migration[8.1]
  def up
    # Long work: no short time limits.
    execute "SET LOCAL lock_timeout = 0"
    execute "SET LOCAL statement_timeout = 0"

    # reads the old rows while reads and writes go on
    validate_check_constraint :orders, name: "orders_status_new_not_null"
  end

  def down
    # Nothing to undo.
  end
end
