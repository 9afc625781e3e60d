# Lockstep plan 9471e3e0d7df, phase 1 of 2 (expand)
# Let the customer index serve the newest orders: rename index orders_customer_idx to orders_customer_idx_old
# Rollback: exact.
class RenameIndexOrdersCustomerIdxToOrdersCustomerIdxOld < ActiveRecord::Migration[8.1]
  def up
    # makes room for the new index under the final name
    rename_index :orders, "orders_customer_idx", "orders_customer_idx_old"
  end

  def down
    rename_index :orders, "orders_customer_idx_old", "orders_customer_idx"
  end
end
