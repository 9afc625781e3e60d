# Lockstep plan f05b69c8171e, phase 1 of 1 (expand), file 2 of 3
# Give Europe its own orders: validate constraint orders_elsewhere.orders_elsewhere_partition_bounds
# Rollback: leaves residue: orders_elsewhere: validated flag of orders_elsewhere_partition_bounds.
class ValidateOrdersElsewherePartitionBounds < ActiveRecord::Migration[8.1]
  def up
    # Long work: no short time limits.
    execute "SET LOCAL lock_timeout = 0"
    execute "SET LOCAL statement_timeout = 0"

    # reads the old rows while reads and writes go on
    validate_check_constraint :orders_elsewhere, name: "orders_elsewhere_partition_bounds"
  end

  def down
    # Nothing to undo.
  end
end
