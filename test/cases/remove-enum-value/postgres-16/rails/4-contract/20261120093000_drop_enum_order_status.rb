# Lockstep plan d479a9215aaf, phase 4 of 4 (contract), file 2 of 2
# No order is held any more: drop enum order_status; rename type order_status_new to order_status
# Rollback: exact.
class DropEnumOrderStatus < ActiveRecord::Migration[8.1]
  def up
    drop_enum "order_status"

    # rename type order_status_new to order_status
    execute "ALTER TYPE order_status_new RENAME TO order_status"
  end

  def down
    # rename type order_status to order_status_new
    execute "ALTER TYPE order_status RENAME TO order_status_new"

    create_enum "order_status", ["new", "paid", "held", "sent"]
  end
end
