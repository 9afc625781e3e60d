# Lockstep plan 2b372699dfbf, phase 2 of 4 (migrate), file 6 of 6
# Make users.id a bigint: validate constraint orders.orders_user_id_fkey_new
# Rollback: leaves residue: orders: validated flag of orders_user_id_fkey_new.
class ValidateOrdersUserIdFkeyNew < ActiveRecord::Migration[8.1]
  def up
    # Long work: no short time limits.
    execute "SET LOCAL lock_timeout = 0"
    execute "SET LOCAL statement_timeout = 0"

    # reads the old rows while reads and writes go on
    validate_foreign_key :orders, name: "orders_user_id_fkey_new"
  end

  def down
    # Nothing to undo.
  end
end
