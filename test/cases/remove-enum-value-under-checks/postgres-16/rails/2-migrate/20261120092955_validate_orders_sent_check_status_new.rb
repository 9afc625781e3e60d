# Lockstep plan d8162a69ab39, phase 2 of 4 (migrate), file 6 of 7
# No order is held any more: validate constraint orders.orders_sent_check_status_new
# Rollback: leaves residue: orders: validated flag of orders_sent_check_status_new.
class ValidateOrdersSentCheckStatusNew < ActiveRecord::Migration[8.1]
  def up
    # Long work: no short time limits.
    execute "SET LOCAL lock_timeout = 0"
    execute "SET LOCAL statement_timeout = 0"

    # reads the old rows while reads and writes go on
    validate_check_constraint :orders, name: "orders_sent_check_status_new"
  end

  def down
    # Nothing to undo.
  end
end
