# Lockstep plan 07617561d3ec, phase 1 of 1 (expand)
# Orders can be returned: add label returned to enum order_status
# Rollback: leaves residue: a label cannot be removed; it stays unused.
class AddLabelReturnedToEnumOrderStatus < ActiveRecord::Migration[8.1]
  def up
    add_enum_value "order_status", "returned", after: "sent"
  end

  def down
    # a label cannot be removed; it stays unused
  end
end
