# Lockstep plan 89c706e00c0c, phase 1 of 1 (contract)
# Call the type what it is, and drop its forerunner: rename type state to order_status; drop enum old_state
# Rollback: exact.
class RenameTypeStateToOrderStatus < ActiveRecord::Migration[8.1]
  def up
    # rename type state to order_status
    execute "ALTER TYPE state RENAME TO order_status"

    drop_enum "old_state"
  end

  def down
    create_enum "old_state", ["open", "closed"]

    # rename type order_status to state
    execute "ALTER TYPE order_status RENAME TO state"
  end
end
