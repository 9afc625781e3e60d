# Lockstep plan 78533ee85858, phase 2 of 4 (migrate), file 3 of 3
# Channels become an enum: validate constraint orders.orders_channel_new_not_null
# Rollback: leaves residue: orders: validated flag of orders_channel_new_not_null.
class ValidateOrdersChannelNewNotNull < ActiveRecord::Migration[8.1]
  def up
    # Long work: no short time limits.
    execute "SET LOCAL lock_timeout = 0"
    execute "SET LOCAL statement_timeout = 0"

    # reads the old rows while reads and writes go on
    validate_check_constraint :orders, name: "orders_channel_new_not_null"
  end

  def down
    # Nothing to undo.
  end
end
