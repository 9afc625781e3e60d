# Lockstep plan c1cf74a1f3e6, phase 2 of 2 (migrate), file 2 of 2
# Tie orders to customers: validate constraint orders.orders_customer_id_fkey
# Rollback: leaves residue: orders: validated flag of orders_customer_id_fkey.
class ValidateOrdersCustomerIdFkey < ActiveRecord::Migration[8.1]
  def up
    # Long work: no short time limits.
    execute "SET LOCAL lock_timeout = 0"
    execute "SET LOCAL statement_timeout = 0"

    # reads the old rows while reads and writes go on
    validate_foreign_key :orders, name: "orders_customer_id_fkey"
  end

  def down
    # Nothing to undo.
  end
end
