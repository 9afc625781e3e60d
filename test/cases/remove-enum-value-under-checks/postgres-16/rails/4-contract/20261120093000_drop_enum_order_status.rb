# Lockstep plan d8162a69ab39, phase 4 of 4 (contract), file 2 of 2
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

    # create enum order_status
    execute "CREATE TYPE order_status AS ENUM ('new', 'paid', 'held', 'sent')"
    execute "COMMENT ON TYPE order_status IS 'How far an order is'"
    execute "GRANT USAGE ON TYPE order_status TO shop"
  end
end
