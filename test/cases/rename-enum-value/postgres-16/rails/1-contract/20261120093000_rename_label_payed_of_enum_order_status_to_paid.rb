# Lockstep plan 0f67e5135f76, phase 1 of 1 (contract)
# Spell "paid" right: rename label payed of enum order_status to paid
# Rollback: exact.
class RenameLabelPayedOfEnumOrderStatusToPaid < ActiveRecord::Migration[8.1]
  def up
    rename_enum_value "order_status", from: "payed", to: "paid"
  end

  def down
    rename_enum_value "order_status", from: "paid", to: "payed"
  end
end
